"""The rates that may be shown."""

from datetime import date, timedelta

from shop.currencies.models import ExchangeRate
from shop.currencies.names import CURRENCIES

OLDEST = timedelta(days=7)
"""Older rates are not shown; banks publish none on holidays, but never for a whole week."""


def find_rates(*, on: date) -> list[ExchangeRate]:
    """Return the newest rate of each currency, in the order of CURRENCIES. One query."""
    rows = (
        ExchangeRate.objects.filter(quoted_on__gt=on - OLDEST, currency__in=CURRENCIES)
        .order_by("currency", "-quoted_on")
        .distinct("currency")
    )
    order = list(CURRENCIES)
    return sorted(rows, key=lambda row: order.index(row.currency))
