"""The rates that may be shown, and what an amount is about in them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.currencies.models import ExchangeRate

CURRENCIES: dict[str, str | Promise] = {
    "EUR": _("euro"),
    "GBP": _("pound sterling"),
    "CAD": _("Canadian dollar"),
    "AUD": _("Australian dollar"),
    "JPY": _("Japanese yen"),
}
WITHOUT_CENTS = {"JPY"}
OLDEST = timedelta(days=7)
"""Older rates are not shown; banks publish none on holidays, but never for a whole week."""


@dataclass(frozen=True, kw_only=True)
class Rate:
    """What one US dollar is in a currency, from which day, and who says so."""

    currency: str
    name: str | Promise
    per_dollar: Decimal
    quoted_on: date
    source: str

    def convert(self, minor: int) -> str:
        """Return what an amount in US cents is about: "EUR 16.57"."""
        places = Decimal(1) if self.currency in WITHOUT_CENTS else Decimal("0.01")
        amount = (Decimal(minor).scaleb(-2) * self.per_dollar).quantize(places, ROUND_HALF_EVEN)
        return f"{self.currency} {amount:,}"


def find_rates(*, on: date) -> list[Rate]:
    """Return the newest rate of each currency, in the order of CURRENCIES. One query."""
    rows = (
        ExchangeRate.objects.filter(quoted_on__gt=on - OLDEST, currency__in=CURRENCIES)
        .order_by("currency", "-quoted_on")
        .distinct("currency")
    )
    found = {row.currency: row for row in rows}
    return [
        Rate(
            currency=currency,
            name=name,
            per_dollar=found[currency].per_dollar,
            quoted_on=found[currency].quoted_on,
            source=found[currency].source,
        )
        for currency, name in CURRENCIES.items()
        if currency in found
    ]
