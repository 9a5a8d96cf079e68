"""The screen of monthly gifts: looked at here, changed by their donors."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from impact.giving.models import MonthlyGift
from nomi.platform.amounts import format_minor
from nomi.platform.screens import FactsScreen


@admin.register(MonthlyGift)
class MonthlyGiftScreen(FactsScreen):
    """Monthly gifts and how they stand."""

    list_display = ("number", "donor_name", "total", "state", "next_on", "placed_at")
    list_filter = ("state",)
    search_fields = ("number", "donor_name", "donor_email", "subscription_id")
    ordering = ("-pk",)
    fields = readonly_fields = (
        "number",
        "state",
        "total",
        "purpose",
        "donor_name",
        "donor_email",
        "donor_address",
        "is_anonymous",
        "display_name",
        "subscription_id",
        "next_on",
        "placed_at",
        "ended_at",
    )

    @admin.display(description=_("Each month"), ordering="amount_minor")
    def total(self, monthly: MonthlyGift) -> str:
        """Write what is taken each month."""
        return format_minor(monthly.total_minor)
