"""The staff screen of what was published."""

from django.contrib import admin

from impact.pages.models import FundBatch
from nomi.platform.screens import FactsScreen


@admin.register(FundBatch)
class FundBatchScreen(FactsScreen):
    """Publications of the fund's figures."""

    list_display = (
        "as_of",
        "account_count",
        "is_counted",
        "pending_dollars",
        "available_dollars",
        "allocated_dollars",
        "reserve_dollars",
    )
    ordering = ("-period",)
    fields = readonly_fields = (
        *list_display,
        "committed_dollars",
        "paid_dollars",
        "payout_account_count",
        "completed_dollars",
        "published_at",
    )
