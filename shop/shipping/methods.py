"""Oscar's shipping methods over our table."""

from typing import Any

from django.conf import settings
from oscar.apps.shipping import methods
from oscar.apps.shipping.methods import (
    FixedPrice,
    Free,
    NoShippingRequired,
    TaxExclusiveOfferDiscount,
    TaxInclusiveOfferDiscount,
)
from oscar.core import prices

from shop.money import to_decimal
from shop.shipping.rates import Rate

__all__ = [
    "FixedPrice",
    "Free",
    "NoShippingRequired",
    "TableMethod",
    "TaxExclusiveOfferDiscount",
    "TaxInclusiveOfferDiscount",
]


def get_charge_minor(*, rate: Rate, grams: int, goods_minor: int) -> int:
    """Return what delivery costs for this weight and this much goods, in cents."""
    is_free = rate.is_free_over_threshold and goods_minor >= settings.SHOP_FREE_SHIPPING_OVER_MINOR
    return 0 if is_free else rate.get_price_minor(grams=grams)


class TableMethod(methods.Base):
    """One row of the table, asked the way Oscar asks."""

    def __init__(self, rate: Rate, *, grams: int, goods_minor: int, currency: str) -> None:
        self.rate = rate
        self.code = rate.code
        self.name = rate.name
        self.description = rate.promise
        self.charge_minor = get_charge_minor(rate=rate, grams=grams, goods_minor=goods_minor)
        self.currency = currency

    def calculate(self, basket: Any, options: Any = None, **_newer: Any) -> Any:  # noqa: ARG002 - Oscar's signature
        """Return the charge before tax; the tax port adds its part later."""
        charge = to_decimal(self.charge_minor)
        return prices.Price(currency=self.currency, excl_tax=charge, incl_tax=charge)
