"""The staff screen of landed costs: always with their parts, from a day on."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from nomi.platform.amounts import format_minor
from nomi.platform.screens import Screen
from shop.costing.models import LandedCost


@admin.register(LandedCost)
class LandedCostScreen(Screen):
    """What a piece costs until it lies in our store room."""

    list_display = (
        "stockrecord",
        "effective_on",
        "purchase",
        "freight",
        "duty",
        "handling",
        "landed",
    )
    list_select_related = ("stockrecord__partner", "stockrecord__product__parent")
    list_filter = ("effective_on",)
    search_fields = ("stockrecord__partner_sku", "stockrecord__product__title")
    autocomplete_fields = ("stockrecord",)
    date_hierarchy = None
    fields = (
        ("stockrecord", "effective_on"),
        ("purchase_minor", "freight_minor"),
        ("duty_minor", "handling_minor"),
    )

    def has_delete_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        """Refuse: figures that prices rest on are corrected, not removed."""
        return False

    @admin.display(description=_("Purchase"))
    def purchase(self, cost: Any) -> str:
        """Return what the partner enterprise is paid."""
        return format_minor(cost.purchase_minor)

    @admin.display(description=_("Freight"))
    def freight(self, cost: Any) -> str:
        """Return the freight."""
        return format_minor(cost.freight_minor)

    @admin.display(description=_("Duty"))
    def duty(self, cost: Any) -> str:
        """Return the duty."""
        return format_minor(cost.duty_minor)

    @admin.display(description=_("Handling"))
    def handling(self, cost: Any) -> str:
        """Return the inbound handling."""
        return format_minor(cost.handling_minor)

    @admin.display(description=_("Landed"))
    def landed(self, cost: Any) -> str:
        """Return the four parts together."""
        return format_minor(cost.landed_minor)
