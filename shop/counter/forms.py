"""What staff fill in for a buyer: the lines, the buyer, the way of delivery and of payment."""

import uuid
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminEmailInputWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from shop.basket.services import QuantityRefused, read_quantity
from shop.checkout.address import Address
from shop.checkout.forms import AddressForm, read_address
from shop.counter.models import CounterSale
from shop.counter.queries import find_articles
from shop.counter.stall import StallUnknown, build_stall_address
from shop.money import to_minor
from shop.shipping.rates import HANDED_OVER, RATES

FIRST_ROWS = 3
MOST_ROWS = 30
LINE = "line-"
Method = CounterSale.Method
ADDRESS = ("line1", "line2", "city", "state", "postcode", "country")
NAMES = ("first_name", "last_name")


class LineForm(forms.Form):
    """One line: an article by number or title, and how many. An empty one is passed over."""

    article = forms.CharField(
        label=_("Article number or title"),
        required=False,
        max_length=200,
        widget=UnfoldAdminTextInputWidget(attrs={"list": "articles", "autocomplete": "off"}),
    )
    quantity = forms.CharField(
        label=_("Pieces"),
        required=False,
        max_length=8,
        initial="1",
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        """Find the article and read the number, each with words beside it when it cannot be."""
        values = super().clean() or {}
        if not values.get("article"):
            return values
        values["product"] = self._find_product(values["article"])
        try:
            values["pieces"] = read_quantity(values.get("quantity", ""))
        except QuantityRefused as refusal:
            self.add_error("quantity", str(refusal))
        return values

    def _find_product(self, text: str) -> Any:
        found = find_articles(text=text)
        if len(found) == 1:
            return found[0].product
        if not found:
            self.add_error("article", _("No article on sale has this number or title."))
        else:
            names = "; ".join(f"{one.partner_sku} {one.product.get_title()}" for one in found)
            words = gettext("Several articles fit. Enter a number: %(names)s.")
            self.add_error("article", words % {"names": names})
        return None

    @property
    def wish(self) -> tuple[int, int] | None:
        """Return product and pieces of a valid line, None for an empty one."""
        product = self.cleaned_data.get("product")
        return (product.pk, self.cleaned_data["pieces"]) if product else None


def _list_deliveries() -> Iterator[tuple[str, Any]]:
    """Return handing over first, then every way of the shop's table."""
    yield HANDED_OVER.code, HANDED_OVER.name
    for rates in RATES.values():
        for rate in rates:
            yield rate.code, rate.name


class WishForm(AddressForm):
    """The buyer, where the goods go and how they are paid."""

    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=UnfoldAdminEmailInputWidget,
        help_text=_("For the receipt. A payment link needs it; without it no mail is sent."),
    )
    delivery = forms.ChoiceField(
        label=_("Delivery"), choices=_list_deliveries, widget=UnfoldAdminSelectWidget
    )
    payment = forms.ChoiceField(
        label=_("Payment"),
        choices=[
            (Method.LINK, _("By a link that we send")),
            (Method.CASH, _("In cash, taken now")),
        ],
        widget=UnfoldAdminSelectWidget,
    )
    cash = forms.DecimalField(
        label=_("Cash taken, in dollars"),
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget,
        help_text=_("What stays in the till: the total. Change that you give is not recorded."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=500,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=80, initial=uuid.uuid4)
    field_order = ("delivery", *NAMES, "email", *ADDRESS, "payment", "cash", "note", "key")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*NAMES, *ADDRESS):
            field = self.fields[name]
            if name == "country":
                field.widget = UnfoldAdminSelectWidget(choices=field.widget.choices)
            else:
                field.widget = UnfoldAdminTextInputWidget()
            field.required = field.required and not self.is_handed_over

    @property
    def is_handed_over(self) -> bool:
        """Return whether the typed delivery needs no address."""
        return bool(self.data.get("delivery") == HANDED_OVER.code)

    def clean(self) -> dict[str, Any]:
        """Check the address where there is one, and ask for what the payment needs."""
        values = forms.Form.clean(self) if self.is_handed_over else super().clean()
        values = values or {}
        if values.get("payment") == Method.LINK and not values.get("email"):
            self.add_error("email", _("The link is sent to this address. Enter it."))
        if self.is_handed_over:
            try:
                self.get_address()
            except StallUnknown as refusal:
                self.add_error("delivery", str(refusal))
        return values

    def get_address(self) -> Address:
        """Return where the goods go: the buyer's address, or the stall with the buyer's name."""
        if not self.is_handed_over:
            return read_address(self.cleaned_data)
        names = {name: self.cleaned_data.get(name, "") for name in NAMES}
        return build_stall_address(**names)

    @property
    def cash_minor(self) -> int:
        """Return the cents that were taken."""
        return to_minor(self.cleaned_data.get("cash") or Decimal(0))


def read_lines(data: Mapping[str, str]) -> list[LineForm]:
    """Return the lines as they were typed."""
    return [
        LineForm(data, prefix=f"{LINE}{place}")
        for place in range(MOST_ROWS)
        if f"{LINE}{place}-article" in data
    ]


def copy_lines(data: Mapping[str, str]) -> list[LineForm]:
    """Return the lines with what was typed, not judged yet, and one empty line more."""
    typed = [
        {name: data.get(f"{line.prefix}-{name}", "") for name in ("article", "quantity")}
        for line in read_lines(data)
    ]
    more = [*typed, {"quantity": "1"}][:MOST_ROWS]
    return [LineForm(initial=values, prefix=f"{LINE}{place}") for place, values in enumerate(more)]


def open_lines() -> list[LineForm]:
    """Return the empty lines that a new form opens with."""
    return [LineForm(prefix=f"{LINE}{place}") for place in range(FIRST_ROWS)]


def copy_wish(data: Mapping[str, str]) -> WishForm:
    """Return the rest of the form with what was typed, not judged yet."""
    return WishForm(initial={name: data.get(name, "") for name in WishForm.base_fields})
