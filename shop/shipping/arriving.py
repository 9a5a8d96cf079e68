"""On which days a parcel arrives that is ordered today."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from shop.shipping.rates import Rate

SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """The first and the last day on which the parcel is to be expected."""

    first: date
    last: date


def get_arrival(*, rate: Rate, ordered_on: date) -> Arrival:
    """Return the days for an order of this day: the way's own, and at the latest the packing's too.

    Working days are Monday to Friday; a public holiday may cost a day more.
    """
    earliest, latest = rate.days
    return Arrival(
        first=add_working_days(ordered_on, earliest),
        last=add_working_days(ordered_on, latest + settings.SHOP_PACKING_WORKING_DAYS),
    )


def add_working_days(day: date, days: int) -> date:
    """Return the working day so many working days later; a weekend counts as its Friday."""
    while day.weekday() >= SATURDAY:
        day -= timedelta(days=1)
    weeks, rest = divmod(days, SATURDAY)
    over_weekend = 2 if day.weekday() + rest >= SATURDAY else 0
    return day + timedelta(weeks=weeks, days=rest + over_weekend)
