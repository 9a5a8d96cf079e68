"""The screen of disputes: what a buyer's bank takes back, and until when we may answer."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from nomi.platform.amounts import format_minor
from nomi.platform.screens import AmountMixin, FactsScreen
from shop.stripe_checkout.models import Dispute


@admin.register(Dispute)
class DisputeScreen(AmountMixin, FactsScreen):
    """One dispute. It is answered at Stripe; here stands what came of it."""

    list_display = ("opened_at", "order", "state", "amount", "reason", "due_at", "closed_at")
    list_filter = ("state", ("closed_at", admin.EmptyFieldListFilter), "reason")
    list_select_related = ("order",)
    search_fields = ("order__number", "stripe_id")
    ordering = ("-id",)
    fields = readonly_fields = (
        "order",
        "state",
        "reason",
        "amount",
        "fee",
        "due_at",
        "opened_at",
        "held_order_at",
        "closed_at",
        "attempt",
        "stripe_id",
    )

    @admin.display(description=_("Stripe's fee"))
    def fee(self, row: Dispute) -> str:
        """Return what Stripe took for it; it stays gone when the dispute is won."""
        return format_minor(row.fee_minor, row.currency)
