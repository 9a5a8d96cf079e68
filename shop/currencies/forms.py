"""The amount that somebody wants to see in other currencies."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.money import to_minor

EXAMPLE_MINOR = 1_800


class AmountForm(forms.Form):
    """An amount in US dollars."""

    amount = forms.DecimalField(
        label=_("Amount in US dollars"),
        min_value=Decimal("0.01"),
        max_value=Decimal(100_000),
        decimal_places=2,
        initial=Decimal("18.00"),
        error_messages={
            "required": _("Enter an amount, such as 18.00."),
            "invalid": _("Enter an amount in figures, such as 18.00."),
            "min_value": _("Enter an amount from 0.01."),
            "max_value": _("Enter an amount up to 100,000."),
        },
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def get_minor(self) -> int:
        """Return the amount in cents; an example where none was given or it cannot be used."""
        if self.is_bound and self.is_valid():
            return to_minor(self.cleaned_data["amount"])
        return EXAMPLE_MINOR
