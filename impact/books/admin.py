"""The staff screens of the books: looked at, never written."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from impact.books.models import Account, Entry, Line
from impact.books.queries import get_balance
from nomi.platform.screens import FactsInline, FactsScreen, format_minor


@admin.register(Account)
class AccountScreen(FactsScreen):
    """The chart of accounts."""

    list_display = ("code", "kind", "currency", "slots", "status")
    list_filter = ("kind", "status")
    search_fields = ("code",)
    ordering = ("code",)
    fields = readonly_fields = (
        "code",
        "kind",
        "currency",
        "balance",
        "floor_minor",
        "slots",
        "status",
    )

    @admin.display(description=_("Balance"))
    def balance(self, account: Account) -> str:
        """Write the balance in the direction the account grows."""
        return format_minor(get_balance(account.code), account.currency)


class LinesInline(FactsInline):
    """The lines of an entry, in their order."""

    model = Line
    fk_name = "entry"
    fields = readonly_fields = ("number", "account", "amount", "balance_after")
    ordering = ("number",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Line]:
        """Fetch the accounts along."""
        lines: QuerySet[Line] = super().get_queryset(request)
        return lines.select_related("account")

    @admin.display(description=_("Amount, debit positive"))
    def amount(self, line: Line) -> str:
        """Write the amount."""
        return format_minor(line.amount_minor, line.currency)

    @admin.display(description=_("Balance after, debit positive"))
    def balance_after(self, line: Line) -> str:
        """Write the balance of the slot that the line moved."""
        return format_minor(line.balance_after_minor, line.currency)


@admin.register(Entry)
class EntryScreen(FactsScreen):
    """Facts in the books, newest first."""

    inlines = (LinesInline,)
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
        "actor",
        "reverses",
        "resolves",
        "line_count",
        "fingerprint",
    )

    @admin.display(description=_("Request fingerprint"))
    def fingerprint(self, entry: Entry) -> str:
        """Write the hash that tells two requests under one key apart."""
        return bytes(entry.request_hash).hex()


@admin.register(Line)
class LineScreen(FactsScreen):
    """Single lines, newest first; the statement of an account when filtered by it."""

    list_display = ("entry", "number", "account", "amount", "balance_after", "account_sequence")
    list_select_related = ("entry", "account")
    search_fields = ("account__code__exact", "entry__reference__exact")
    ordering = ("-pk",)
    fields = readonly_fields = ("entry", "number", "account", "amount", "balance_after")

    @admin.display(description=_("Amount, debit positive"))
    def amount(self, line: Line) -> str:
        """Write the amount."""
        return format_minor(line.amount_minor, line.currency)

    @admin.display(description=_("Balance after, debit positive"))
    def balance_after(self, line: Line) -> str:
        """Write the balance of the slot that the line moved."""
        return format_minor(line.balance_after_minor, line.currency)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Let the statement of one account be asked for."""
        return lookup == "account__code" or super().lookup_allowed(lookup, value, request)
