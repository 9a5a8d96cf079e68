"""Delivery and returns in a sentence each."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise

from shop.money import format_minor
from shop.shipping.rates import DEFAULT_WEIGHT_GRAMS, RATES

HOME_ZONE = "US"


@dataclass(frozen=True, kw_only=True)
class DeliveryPromise:
    """What the first way of delivery at home costs, how long it takes, when it is free."""

    price: str
    days: str | Promise
    free_from: str
    return_days: int


def get_delivery_promise(*, grams: int = DEFAULT_WEIGHT_GRAMS) -> DeliveryPromise:
    """Return the promise for a parcel of this weight."""
    rate = RATES[HOME_ZONE][0]
    return DeliveryPromise(
        price=format_minor(rate.get_price_minor(grams=grams)),
        days=rate.promise,
        free_from=format_minor(settings.SHOP_FREE_SHIPPING_OVER_MINOR).removesuffix(".00"),
        return_days=max(settings.RETURN_WINDOW_DAYS, RETURN_DAYS),
    )


RETURN_DAYS = 30
"""The shop's own promise; the fund's return window is never shown shorter than this."""
