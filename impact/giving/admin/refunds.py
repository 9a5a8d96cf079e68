"""The screens of what went back, and of restricted money that was spent on its purpose."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from impact.giving.models import GiftRefund, PurposeRelease
from impact.payouts.models import Payout
from nomi.platform.screens import AmountMixin, FactsScreen


@admin.register(GiftRefund)
class GiftRefundScreen(AmountMixin, FactsScreen):
    """Gifts that go back, whole or in part."""

    list_display = ("requested_at", "gift", "amount", "kind", "state", "by_reserve", "reason")
    list_filter = ("state", "kind")
    list_select_related = ("gift",)
    search_fields = ("gift__number", "stripe_id", "reason")
    ordering = ("-pk",)
    fields = readonly_fields = (
        "gift",
        "amount",
        "kind",
        "state",
        "by_reserve",
        "reason",
        "requested_by",
        "requested_at",
        "finished_at",
        "stripe_id",
        "tries",
        "error",
    )

    @admin.display(description=_("Borne by the reserve"), boolean=True)
    def by_reserve(self, refund: GiftRefund) -> bool:
        """Say whether the fund had spent the money."""
        return refund.is_absorbed_by_reserve


@admin.register(PurposeRelease)
class PurposeReleaseScreen(AmountMixin, FactsScreen):
    """Restricted money, freed by the payouts that were made for its purpose."""

    list_display = ("released_at", "purpose", "amount", "payout_reference", "came_back")
    list_filter = ("purpose",)
    list_select_related = ("payout",)
    ordering = ("-pk",)
    fields = readonly_fields = list_display

    @admin.display(description=_("Payout"))
    def payout_reference(self, release: PurposeRelease) -> str:
        """Name the payout as the books do."""
        return release.payout.reference

    @admin.display(description=_("Came back"), boolean=True)
    def came_back(self, release: PurposeRelease) -> bool:
        """Say whether the payment came back: then the purpose has its money again."""
        return release.payout.state == Payout.State.RETURNED
