"""Price, pieces and landed cost of what is sold, on its product's page."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model
from unfold.admin import StackedInline, TabularInline
from unfold.forms import PaginationInlineFormSet

from nomi.platform.fields import CentsField
from shop.costing.models import LandedCost
from shop.partner.forms import StockForm

StockRecord = get_model("partner", "StockRecord")


class CostForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a piece costs from a day on, in dollars."""

    purchase_minor = CentsField(label=_("Paid to the enterprise, $"))
    freight_minor = CentsField(label=_("Freight, $"))
    duty_minor = CentsField(label=_("Duty, $"))
    handling_minor = CentsField(label=_("Inbound handling, $"))

    class Meta:
        model = LandedCost
        fields = (
            "effective_on",
            "purchase_minor",
            "freight_minor",
            "duty_minor",
            "handling_minor",
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a piece that costs nothing, in words; the database would refuse it too."""
        values: dict[str, Any] = super().clean() or {}
        parts = [values.get(name) for name in self.fields if name.endswith("_minor")]
        if not self.errors and not sum(part or 0 for part in parts):
            raise forms.ValidationError(_("A piece costs something: one part is above nothing."))
        return values


class LandedCostInline(TabularInline):
    """What a piece costs from a day on: purchase, freight, duty, handling."""

    model = LandedCost
    form = CostForm
    extra = 0
    can_delete = False
    hide_title = True
    verbose_name = _("landed cost")
    verbose_name_plural = _("Landed cost of a piece")


class StockFormSet(PaginationInlineFormSet):
    """The stock of one product; a product with variants has none of its own."""

    def clean(self) -> None:
        """Refuse stock for a product that is not sold itself."""
        super().clean()
        if self.instance.structure == "parent" and any(form.has_changed() for form in self.forms):
            raise forms.ValidationError(
                _("A product with variants has no stock itself; its variants have.")
            )


class StockInline(StackedInline):
    """Price and pieces of the product; what is held for orders is counted by the orders."""

    model = StockRecord
    form = StockForm
    formset = StockFormSet
    extra = 0
    max_num = 1
    tab = True
    verbose_name_plural = _("Price and stock")
    inlines = (LandedCostInline,)
    fields = (
        ("partner", "partner_sku"),
        ("price", "price_currency"),
        ("num_in_stock", "num_allocated", "low_stock_threshold"),
    )
    readonly_fields = ("num_allocated", "price_currency")

    def get_extra(self, _request: HttpRequest, obj: Any = None, **_kwargs: Any) -> int:
        """Offer an empty record where there is none yet, without any script."""
        return 0 if obj is not None and obj.has_stockrecords else 1

    def has_delete_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        """Orders and costs point at it."""
        return False
