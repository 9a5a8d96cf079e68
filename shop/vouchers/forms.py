"""What staff say of a new voucher."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from shop.vouchers.wish import AMOUNT, PERCENT, VoucherWish

HIGHEST_AMOUNT = Decimal(1_000)
WHOLE = Decimal(100)
MOST_USES = 1_000_000
CODE = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9-]{2,39}\Z",
    _("Use 3 to 40 letters, digits and hyphens, without spaces."),
)


def _day(label: Any) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}))


class VoucherForm(forms.Form):
    """One plain screen: code, discount, time, uses, goods."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        validators=[CODE],
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text=_("What shoppers type; capitals and small letters are the same."),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        widget=UnfoldAdminTextInputWidget(),
        help_text=_("Shoppers read it beside the discount, and on their receipt."),
    )
    kind = forms.ChoiceField(
        label=_("Discount"),
        choices=((PERCENT, _("Per cent off the goods")), (AMOUNT, _("Dollars off the basket"))),
        widget=UnfoldAdminSelectWidget(),
    )
    value = forms.DecimalField(
        label=_("How much"),
        max_digits=6,
        decimal_places=2,
        min_value=Decimal("0.01"),
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}),
    )
    starts_on = _day(_("First day"))
    ends_on = _day(_("Last day"))
    most_uses = forms.IntegerField(
        label=_("Orders that may use it"),
        required=False,
        min_value=1,
        max_value=MOST_USES,
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "numeric"}),
        help_text=_("Leave empty for any number."),
    )
    once_each = forms.BooleanField(
        label=_("Once for each account"),
        required=False,
        widget=UnfoldBooleanSwitchWidget(),
        help_text=_("Shoppers must sign in to use it."),
    )
    category = forms.ChoiceField(label=_("Goods"), required=False, widget=UnfoldAdminSelectWidget())
    sells_below_cost = forms.BooleanField(
        label=_("May sell below cost"),
        required=False,
        widget=UnfoldBooleanSwitchWidget(),
        help_text=_(
            "Otherwise a discount stops where a piece earns nothing more. Goods sold below cost"
            " give nothing to the Training Fund, and the difference is ours."
        ),
    )
    reason = forms.CharField(
        label=_("What it is for"),
        max_length=200,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = get_model("catalogue", "Category").objects.order_by("path")
        field: Any = self.fields["category"]
        rows = categories.values_list("pk", "name", "depth")
        field.choices = [
            ("", _("All goods")),
            *((str(pk), f"{'– ' * (depth - 1)}{name}") for pk, name, depth in rows),
        ]

    def clean(self) -> dict[str, Any]:
        """Bound the discount by its kind, and put what was typed together."""
        data = super().clean() or {}
        kind, value = data.get("kind"), data.get("value")
        if kind and value is not None:
            most = WHOLE if kind == PERCENT else HIGHEST_AMOUNT
            if value > most:
                words = _("At most %(most)s.")
                self.add_error("value", forms.ValidationError(words, params={"most": most}))
        if not self.errors:
            data["wish"] = VoucherWish(
                code=data["code"].upper(),
                name=data["name"],
                kind=data["kind"],
                value=data["value"],
                starts_on=data["starts_on"],
                ends_on=data["ends_on"],
                most_uses=data["most_uses"],
                once_each=data["once_each"],
                category_id=int(data["category"]) if data["category"] else None,
                sells_below_cost=data["sells_below_cost"],
                reason=data["reason"],
            )
        return data
