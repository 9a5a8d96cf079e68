"""The chart of accounts, with the trial balance, the statements and the export."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Sum, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.books.models import Account, Balance
from impact.books.views.export import export_books
from impact.books.views.statement import export_statement, show_statement
from impact.books.views.trial_balance import export_trial_balance, show_trial_balance
from nomi.platform.amounts import format_minor
from nomi.platform.screens import FactsScreen


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
            ("trial-balance/export/", "books_trial_balance_csv", export_trial_balance),
            ("<path:object_id>/statement/", "books_account_statement", show_statement),
            ("<path:object_id>/statement/export/", "books_account_statement_csv", export_statement),
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
