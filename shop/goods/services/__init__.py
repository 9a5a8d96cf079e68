"""What staff do with the catalogue beyond the product's own page."""

from shop.goods.services.cloning import CloneRefused, clone_product
from shop.goods.services.kinds import make_kinds
from shop.goods.services.prices import (
    Chosen,
    PricePlan,
    PricesMoved,
    PricesRefused,
    change_prices,
    plan_prices,
)

__all__ = [
    "Chosen",
    "CloneRefused",
    "PricePlan",
    "PricesMoved",
    "PricesRefused",
    "change_prices",
    "clone_product",
    "make_kinds",
    "plan_prices",
]
