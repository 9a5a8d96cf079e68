"""The staff screen of the shares of order lines: recorded, never edited here."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from impact.shares.models import SaleLine, ShareReversal
from nomi.platform.amounts import format_minor
from nomi.platform.screens import FactsInline, FactsScreen


class ReversalsInline(FactsInline):
    """What refunds took back of a share."""

    model = ShareReversal
    fields = readonly_fields = (
        "kind",
        "refund",
        "quantity",
        "fund",
        "reserve",
        "is_absorbed_by_reserve",
        "undone",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ShareReversal]:
        """Fetch the refunds along."""
        reversals: QuerySet[ShareReversal] = super().get_queryset(request)
        return reversals.select_related("refund__restoration")

    @admin.display(description=_("What happened"))
    def kind(self, reversal: ShareReversal) -> str:
        """Write whether it was a refund, a chargeback or a lost parcel."""
        return reversal.refund.get_kind_display()

    @admin.display(description=_("Undone"), boolean=True)
    def undone(self, reversal: ShareReversal) -> bool:
        """Return whether the money came back after all."""
        return hasattr(reversal.refund, "restoration")

    @admin.display(description=_("Fund"))
    def fund(self, reversal: ShareReversal) -> str:
        """Write the fund's part."""
        return format_minor(reversal.fund_minor)

    @admin.display(description=_("Reserve"))
    def reserve(self, reversal: ShareReversal) -> str:
        """Write the reserve's part."""
        return format_minor(reversal.reserve_minor)


@admin.register(SaleLine)
class SaleLineScreen(FactsScreen):
    """Shares of order lines; the filter by alert finds those that staff should look at."""

    inlines = (ReversalsInline,)
    list_display = (
        "order_number",
        "title",
        "quantity",
        "net",
        "landed",
        "share",
        "alert",
        "matures_at",
        "maturity_run",
    )
    list_filter = ("alert", "policy")
    list_select_related = ("sale", "maturity_run")
    search_fields = ("sale__order_number__exact", "sku__exact")
    ordering = ("-pk",)
    fields = readonly_fields = (
        *list_display,
        "fund",
        "reserve",
        "policy",
        "refunded_quantity",
        "restored_quantity",
    )

    @admin.display(description=_("Order"), ordering="sale__order_number")
    def order_number(self, line: SaleLine) -> str:
        """Write the order's number."""
        return line.sale.order_number

    @admin.display(description=_("Net price"))
    def net(self, line: SaleLine) -> str:
        """Write the whole line's price."""
        return format_minor(line.net_minor)

    @admin.display(description=_("Landed cost, one piece"))
    def landed(self, line: SaleLine) -> str:
        """Write the landed cost, or that nobody knows it."""
        return format_minor(line.landed_unit_minor)

    @admin.display(description=_("Share"))
    def share(self, line: SaleLine) -> str:
        """Write the share."""
        return format_minor(line.share_minor)

    @admin.display(description=_("of which fund"))
    def fund(self, line: SaleLine) -> str:
        """Write the fund's part."""
        return format_minor(line.fund_minor)

    @admin.display(description=_("of which reserve"))
    def reserve(self, line: SaleLine) -> str:
        """Write the reserve's part."""
        return format_minor(line.reserve_minor)
