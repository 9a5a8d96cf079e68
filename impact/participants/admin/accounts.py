"""The staff screen of training accounts: code, pseudonym, status and statement; no name."""

from typing import Any

from django.contrib import admin
from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from impact.books.models import Account, Balance
from impact.books.queries import get_balance, list_statement
from impact.participants.models import StatusChange, TrainingAccount
from nomi.platform.amounts import format_minor
from nomi.platform.people import get_actor_name
from nomi.platform.screens import FactsInline, FactsScreen


class StatusesOfAccount(FactsInline):
    """Where she was, and since when."""

    model = StatusChange
    fields = readonly_fields = ("on", "from_status", "to_status", "reason", "who", "checker")

    @admin.display(description=_("Who"))
    def who(self, change: StatusChange) -> str:
        """Write who changed it."""
        return get_actor_name(change.changed_by)

    @admin.display(description=_("Checked by"))
    def checker(self, change: StatusChange) -> str:
        """Write who else knows her to be back."""
        return get_actor_name(change.checked_by)


@admin.register(TrainingAccount)
class TrainingAccountScreen(FactsScreen):
    """Training accounts with what stands in them."""

    inlines = (StatusesOfAccount,)
    list_display = ("code", "pseudonym", "status", "opened_on", "balance")
    list_filter = ("status",)
    search_fields = ("code", "pseudonym")
    search_help_text = _("A code or a pseudonym")
    ordering = ("code",)
    fields = readonly_fields = ("code", "pseudonym", "status", "opened_on", "statement")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Fetch the balances along."""
        own = Balance.objects.filter(account__code=Concat(Value("training:"), OuterRef("code")))
        accounts: QuerySet[TrainingAccount] = super().get_queryset(request)
        return accounts.annotate(
            stands_minor=Subquery(own.values_list(F("credits_minor") - F("debits_minor"))[:1])
        )

    @admin.display(description=_("Balance"))
    def balance(self, account: Any) -> str:
        """Write what stands in the account."""
        return format_minor(account.stands_minor)

    @admin.display(description=_("Statement"))
    def statement(self, account: TrainingAccount) -> SafeString:
        """Show the latest lines with the balance after each."""
        books_account = Account.objects.get(code=account.books_code)
        return render_to_string(
            "admin/impact/_statement.html",
            {
                "lines": list_statement(code=account.books_code),
                "plain": reverse("her-statement", args=(account.code,)),
                "balance": format_minor(get_balance(account.books_code)),
                "more": reverse("admin:books_account_statement", args=(books_account.pk,)),
            },
        )
