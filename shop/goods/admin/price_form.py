"""What staff say when they change many prices."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from nomi.platform.fields import AMOUNT_WORDS, read_amount
from shop.goods.pricing import Change
from shop.goods.services import Chosen

MOST_CHOSEN = 500
PERCENT = re.compile(r"\d{1,3}(\.\d{1,2})?", re.ASCII)
IDS = re.compile(r"\d{1,9}(,\d{1,9})*", re.ASCII)
KINDS = (
    ("percent", _("By percent")),
    ("amount", _("By an amount in dollars")),
    ("fixed", _("To a fixed price in dollars")),
)
ROUNDINGS = (
    ("none", _("As it comes")),
    ("00", _("Ending in .00")),
    ("50", _("Ending in .50")),
    ("99", _("Ending in .99")),
)


class CategoryChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Categories by their whole path."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the path from the root."""
        return str(obj.full_name)


class PriceForm(forms.Form):
    """Whose prices, how they change, and what they end in."""

    products = forms.CharField(required=False, max_length=5_000, widget=forms.HiddenInput)
    category = CategoryChoice(
        label=_("Category"),
        queryset=None,
        required=False,
        empty_label=_("Choose a category"),
        widget=UnfoldAdminSelectWidget,
        help_text=_("With all categories below it, and all variants."),
    )
    kind = forms.ChoiceField(label=_("How"), choices=KINDS, widget=UnfoldAdminSelectWidget)
    value = forms.CharField(
        label=_("By or to how much"),
        max_length=12,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "text"}),
        help_text=_("Like 10 or -2.50; with a minus prices fall."),
    )
    ending = forms.ChoiceField(
        label=_("The new price"), choices=ROUNDINGS, widget=UnfoldAdminSelectWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["category"]
        field.queryset = get_model("catalogue", "Category").objects.order_by("path")
        if self["products"].value():
            del self.fields["category"]

    def clean_products(self) -> tuple[int, ...]:
        """Return the keys of the products that were ticked in the list."""
        text = self.cleaned_data["products"]
        if text and not IDS.fullmatch(text):
            raise forms.ValidationError(_("Choose the products in the list again."))
        ids = tuple(int(each) for each in text.split(",")) if text else ()
        if len(ids) > MOST_CHOSEN:
            raise forms.ValidationError(_("Choose fewer products, or a category."))
        return ids

    def clean(self) -> dict[str, Any]:
        """Put the answers together: whose prices, and what happens to them."""
        values: dict[str, Any] = super().clean() or {}
        if self.errors:
            return values
        if not values["products"] and not values.get("category"):
            self.add_error("category", _("Choose a category, or tick products in the list."))
            return values
        number = read_change(values["value"].strip(), kind=values["kind"])
        if number is None:
            words = _("Write a percentage like 10, -5 or 2.5.")
            self.add_error("value", words if values["kind"] == "percent" else AMOUNT_WORDS)
            return values
        category = values.get("category")
        values["chosen"] = Chosen(
            product_ids=values["products"], category_id=category.pk if category else None
        )
        values["change"] = Change(kind=values["kind"], value=number, ending=values["ending"])
        return values


def read_change(text: str, *, kind: str) -> int | None:
    """Return basis points or cents, None for what is neither; a fixed price has no minus."""
    sign = -1 if text.startswith(("-", "−")) else 1
    digits = text.lstrip("+-−")
    if len(text) - len(digits) > (0 if kind == "fixed" else 1):
        return None
    if kind == "percent" and not PERCENT.fullmatch(digits):
        return None
    number = read_amount(digits)
    return None if number is None else sign * number
