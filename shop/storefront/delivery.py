"""Delivery and returns in a sentence each, and delivery to every zone."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.functional import Promise

from nomi.platform.amounts import format_minor
from shop.shipping.arriving import Arrival, get_arrival
from shop.shipping.rates import DEFAULT_WEIGHT_GRAMS, RATES, ZONES

HOME_ZONE = "US"


@dataclass(frozen=True, kw_only=True)
class DeliveryPromise:
    """What the first way of delivery at home costs, how long it takes, when it is free."""

    price: str
    days: str | Promise
    free_from: str
    return_days: int


@dataclass(frozen=True, kw_only=True)
class WayThere:
    """One way of delivery to one zone: its price, and the days of an order made today."""

    zone: str | Promise
    name: str | Promise
    price: str
    arrival: Arrival


def list_ways_there(*, grams: int, on: date) -> list[WayThere]:
    """Return every way to every zone for a parcel of this weight that is ordered on this day."""
    return [
        WayThere(
            zone=ZONES[zone],
            name=rate.name,
            price=format_minor(rate.get_price_minor(grams=grams)),
            arrival=get_arrival(rate=rate, ordered_on=on),
        )
        for zone, rates in RATES.items()
        for rate in rates
    ]


def get_delivery_promise(*, grams: int = DEFAULT_WEIGHT_GRAMS) -> DeliveryPromise:
    """Return the promise for a parcel of this weight."""
    rate = RATES[HOME_ZONE][0]
    return DeliveryPromise(
        price=format_minor(rate.get_price_minor(grams=grams)),
        days=rate.promise,
        free_from=format_minor(settings.SHOP_FREE_SHIPPING_OVER_MINOR).removesuffix(".00"),
        return_days=settings.RETURN_DAYS_AFTER_ARRIVAL,
    )
