"""The staff screens of the books: looked at, never written."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Sum, When
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.books import halts
from impact.books.models import Account, Balance, Entry, Halt
from impact.books.statements import list_entry_lines
from impact.books.views.export import export_books
from impact.books.views.statement import export_statement, show_statement
from impact.books.views.trial_balance import export_trial_balance, show_trial_balance
from nomi.platform.people import get_actor_name, name_actor
from nomi.platform.screens import Button, FactsScreen, format_minor


@admin.register(Account)
class AccountScreen(FactsScreen):
    """The chart of accounts, with the trial balance and each account's statement."""

    list_display = ("code", "kind", "balance", "currency", "status", "statement")
    list_filter = ("kind", "status")
    search_fields = ("code",)
    ordering = ("code",)
    fields = readonly_fields = (
        "code",
        "kind",
        "currency",
        "balance",
        "statement",
        "floor",
        "slots",
        "status",
    )

    def get_custom_urls(self) -> tuple[tuple[str, str, Any], ...]:
        """Add the trial balance, the statements and their tables."""
        return (
            ("trial-balance/", "books_trial_balance", show_trial_balance),
            ("export/", "books_export", export_books),
            ("trial-balance.csv", "books_trial_balance_csv", export_trial_balance),
            ("<path:object_id>/statement/", "books_account_statement", show_statement),
            ("<path:object_id>/statement.csv", "books_account_statement_csv", export_statement),
            *super().get_custom_urls(),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the balances along, each in the direction its account grows."""
        grown = Sum(
            Case(
                When(grows_by_debit=True, then=F("debits_minor") - F("credits_minor")),
                default=F("credits_minor") - F("debits_minor"),
            )
        )
        own = Balance.objects.filter(account=OuterRef("pk")).order_by().values("account")
        accounts: QuerySet[Account] = super().get_queryset(request)
        return accounts.annotate(stands_minor=Subquery(own.annotate(sum=grown).values("sum")))

    @admin.display(description=_("Balance"))
    def balance(self, account: Any) -> str:
        """Write the balance in the direction the account grows."""
        return format_minor(account.stands_minor, account.currency)

    @admin.display(description=_("Never below"))
    def floor(self, account: Account) -> str:
        """Write the floor, or a dash."""
        return format_minor(account.floor_minor, account.currency)

    @admin.display(description=_("Statement"))
    def statement(self, account: Account) -> SafeString:
        """Lead to the account's lines."""
        address = reverse("admin:books_account_statement", args=(account.pk,))
        return format_html('<a href="{}">{}</a>', address, gettext("Open"))


@admin.register(Entry)
class EntryScreen(FactsScreen):
    """Facts in the books, newest first."""

    list_display = ("key", "kind", "effective_on", "posted_at", "reference", "actor")
    list_filter = ("kind",)
    search_fields = ("key__startswith", "reference__exact")
    ordering = ("-pk",)
    fields = readonly_fields = (
        "key",
        "kind",
        "effective_on",
        "posted_at",
        "reference",
        "who",
        "lines",
        "reverses_link",
        "resolves_link",
        "fingerprint",
    )

    @admin.display(description=_("Posted by"))
    def who(self, entry: Entry) -> str:
        """Name the person, or the machinery."""
        return get_actor_name(entry.actor)

    @admin.display(description=_("Lines"))
    def lines(self, entry: Entry) -> SafeString:
        """Show what the entry moved, each account leading to its statement."""
        lines = list_entry_lines([entry])
        return render_to_string("admin/books/_entry_lines.html", {"lines": lines})

    @admin.display(description=_("Reverses"))
    def reverses_link(self, entry: Entry) -> SafeString | str:
        """Lead to the entry that this one takes back."""
        return self.link(entry.reverses)

    @admin.display(description=_("Resolves"))
    def resolves_link(self, entry: Entry) -> SafeString | str:
        """Lead to the hold that this entry settled or released."""
        return self.link(entry.resolves)

    @admin.display(description=_("Request fingerprint"))
    def fingerprint(self, entry: Entry) -> str:
        """Write the hash that tells two requests under one key apart."""
        return bytes(entry.request_hash).hex()

    def link(self, entry: Entry | None) -> SafeString | str:
        """Return a link to the entry, or a dash."""
        if entry is None:
            return "–"
        address = reverse("admin:books_entry_change", args=(entry.pk,))
        return format_html('<a href="{}">{}</a>', address, entry.key)


def lift(halt: Halt, reason: str, request: HttpRequest) -> str:
    """Let money leave again, once the cause is gone."""
    actor = name_actor(request.user)
    halts.lift_halt(halt_id=halt.pk, actor=actor, reason=reason, now=timezone.now())
    return gettext("The halt is lifted. Payouts go on unless another halt stands.")


@admin.register(Halt)
class HaltScreen(FactsScreen):
    """Why no money leaves, and who let it leave again."""

    list_display = ("cause", "raised_at", "lifted_at", "lifting_reason")
    list_filter = (("lifted_at", admin.EmptyFieldListFilter),)
    ordering = ("-pk",)
    fields = readonly_fields = (
        "cause",
        "words",
        "raised_at",
        "lifted_at",
        "lifted_by_whom",
        "lifting_reason",
    )
    buttons = (
        Button(
            name="lift",
            label=_("Lift"),
            question=_(
                "The cause is looked at again. If it is gone, payouts go on and the public figures"
                " are no longer under review. If it stands, nothing changes."
            ),
            press=lift,
            is_offered=lambda halt: halt.lifted_at is None,
            asks_reason=True,
            refusals=(halts.StillBrokenError,),
        ),
    )

    @admin.display(description=_("Lifted by"))
    def lifted_by_whom(self, halt: Halt) -> str:
        """Name the person."""
        return get_actor_name(halt.lifted_by) or "–"
