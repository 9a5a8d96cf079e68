"""Closed periods: what stood at the end of each, and closing the next."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.books.models import Period
from impact.books.trial_balance import list_changes_since
from impact.books.views.closing import close_books
from nomi.platform.amounts import format_minor
from nomi.platform.people import get_actor_name
from nomi.platform.screens import FactsScreen


@admin.register(Period)
class PeriodScreen(FactsScreen):
    """Days that no entry can take effect on any more."""

    list_display = ("number", "first_on", "last_on", "closed_at", "reason")
    ordering = ("-number",)
    list_before_template = "admin/desk/_buttons.html"
    fields = readonly_fields = (
        "number",
        "first_on",
        "last_on",
        "closed_at",
        "closed_by_whom",
        "reason",
        "trial_balance",
        "compared",
    )

    def get_custom_urls(self) -> tuple[tuple[str, str, Any], ...]:
        """Add the page that closes the next period."""
        return (("close/", "books_close", close_books), *super().get_custom_urls())

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Offer to close the next period to those who may."""
        may_close = request.user.has_perm("books.add_period")
        button = {"label": _("Close a period"), "address": reverse("admin:books_close")}
        context = {**(extra_context or {}), "button_groups": {"": [button]} if may_close else {}}
        return super().changelist_view(request, context)

    @admin.display(description=_("Closed by"))
    def closed_by_whom(self, period: Period) -> str:
        """Name the person."""
        return get_actor_name(period.closed_by)

    @admin.display(description=_("Trial balance"))
    def trial_balance(self, period: Period) -> SafeString:
        """Lead to the balances at its end, as the lines give them today."""
        address = f"{reverse('admin:books_trial_balance')}?day={period.last_on}"
        return format_html('<a href="{}">{}</a>', address, gettext("As the lines give it today"))

    @admin.display(description=_("Compared with what was kept"))
    def compared(self, period: Period) -> SafeString | str:
        """Say which accounts no longer stand as they did when the period was closed."""
        changes = list_changes_since(period)
        if not changes:
            return gettext("Every account stands as it did when the period was closed.")
        words = gettext("{}: kept {}, the lines give {}")
        return format_html_join(
            SafeString("<br>"),
            words,
            (
                (row.code, format_minor(kept, row.currency), format_minor(now, row.currency))
                for row, kept, now in changes
            ),
        )
