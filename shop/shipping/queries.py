"""How heavy goods are."""

from collections.abc import Iterable
from typing import Any

from oscar.core.loading import get_model

from shop.shipping.rates import DEFAULT_WEIGHT_GRAMS

WEIGHT_ATTRIBUTE = "weight_grams"


def get_weights(*, products: Iterable[Any]) -> dict[int, int]:
    """Return grams per product id: its own, else its parent's, else a usual parcel. One query."""
    parents = {product.pk: product.parent_id for product in products}
    ids = {*parents, *(parent for parent in parents.values() if parent)}
    values = get_model("catalogue", "ProductAttributeValue").objects.filter(
        value_integer__gt=0, attribute__code=WEIGHT_ATTRIBUTE, product_id__in=ids
    )
    known = dict(values.values_list("product_id", "value_integer"))
    return {
        product_id: known.get(product_id) or known.get(parent_id) or DEFAULT_WEIGHT_GRAMS
        for product_id, parent_id in parents.items()
    }
