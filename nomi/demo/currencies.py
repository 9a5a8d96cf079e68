"""The demo's exchange rates: invented, of today."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from shop.currencies.gateway import DayOfRates
from shop.currencies.services import store_rates

PER_DOLLAR = {"EUR": "0.92", "GBP": "0.79", "CAD": "1.37", "AUD": "1.52", "JPY": "150"}


def seed_currencies(now: datetime) -> None:
    """Store rates of today, so that a visitor can choose a currency."""
    day = DayOfRates(
        quoted_on=timezone.localdate(now),
        per_dollar={currency: Decimal(rate) for currency, rate in PER_DOLLAR.items()},
    )
    store_rates(day, source="Illustrative rates", now=now)
