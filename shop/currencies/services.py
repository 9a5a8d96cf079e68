"""Store the rates of a day."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from shop.currencies.gateway import DayOfRates, fetch_rates
from shop.currencies.models import ExchangeRate
from shop.currencies.names import CURRENCIES


@transaction.atomic
def store_rates(day: DayOfRates, *, source: str, now: datetime) -> int:
    """Store the day's rates of the currencies we show; return how many are new.

    A rate that is stored stays as it is: the same day stored again changes nothing.
    """
    rows = [
        ExchangeRate(
            currency=currency,
            per_dollar=day.per_dollar[currency],
            quoted_on=day.quoted_on,
            source=source,
            stored_at=now,
        )
        for currency in CURRENCIES
        if currency in day.per_dollar
    ]
    before = ExchangeRate.objects.filter(quoted_on=day.quoted_on).count()
    ExchangeRate.objects.bulk_create(rows, ignore_conflicts=True)
    return ExchangeRate.objects.filter(quoted_on=day.quoted_on).count() - before


def store_daily_rates(*, now: datetime) -> int:
    """Fetch and store the newest rates; return how many are new, 0 without an address.

    Raise `RatesNotReadError` when they cannot be had; what is stored stays.
    """
    if not settings.EXCHANGE_RATES_ADDRESS:
        return 0
    day = fetch_rates(address=settings.EXCHANGE_RATES_ADDRESS)
    return store_rates(day, source=settings.EXCHANGE_RATES_SOURCE, now=now)
