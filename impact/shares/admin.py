"""The staff screens of policies, shares and runs: decided and recorded, never edited here."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from impact.shares.models import (
    Allocation,
    AllocationPolicy,
    AllocationRun,
    MaturityRun,
    SaleLine,
    SharePolicy,
    ShareReversal,
)
from nomi.platform.screens import FactsInline, FactsScreen, format_minor


@admin.register(SharePolicy)
class SharePolicyScreen(FactsScreen):
    """Every version of the share policy."""

    list_display = ("version", "effective_on", "share_basis_points", "reserve_basis_points")
    fields = readonly_fields = (*list_display, "text")


@admin.register(AllocationPolicy)
class AllocationPolicyScreen(FactsScreen):
    """Every version of the allocation policy."""

    list_display = ("version", "effective_on")
    fields = readonly_fields = (*list_display, "text")


class ReversalsInline(FactsInline):
    """What refunds took back of a share."""

    model = ShareReversal
    fields = readonly_fields = ("refund", "quantity", "fund", "reserve", "is_absorbed_by_reserve")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ShareReversal]:
        """Fetch the refunds along."""
        reversals: QuerySet[ShareReversal] = super().get_queryset(request)
        return reversals.select_related("refund")

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
    fields = readonly_fields = (*list_display, "fund", "reserve", "policy", "refunded_quantity")

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


@admin.register(MaturityRun)
class MaturityRunScreen(FactsScreen):
    """Passes over the shares past their return window."""

    list_display = ("id", "ran_at", "line_count", "fund")
    ordering = ("-pk",)
    fields = readonly_fields = list_display

    @admin.display(description=_("Became available"))
    def fund(self, run: MaturityRun) -> str:
        """Write what joined the fund."""
        return format_minor(run.fund_minor)


class PartsInline(FactsInline):
    """Each account's part of a run, with the input that decided the odd cents."""

    model = Allocation
    fields = readonly_fields = ("account_code", "weight", "lifetime_before", "amount")
    ordering = ("account_code",)

    @admin.display(description=_("Credited before"))
    def lifetime_before(self, part: Allocation) -> str:
        """Write what the account was credited before."""
        return format_minor(part.lifetime_before_minor)

    @admin.display(description=_("Amount"))
    def amount(self, part: Allocation) -> str:
        """Write the part."""
        return format_minor(part.amount_minor)


@admin.register(AllocationRun)
class AllocationRunScreen(FactsScreen):
    """Distributions of the fund."""

    inlines = (PartsInline,)
    list_display = ("id", "fund", "ran_at", "total", "account_count", "policy")
    list_select_related = ("policy",)
    ordering = ("-pk",)
    fields = readonly_fields = (*list_display, "matured_through")

    @admin.display(description=_("Total"))
    def total(self, run: AllocationRun) -> str:
        """Write what was divided."""
        return format_minor(run.total_minor)
