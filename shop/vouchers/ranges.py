"""Which of some goods the ranges of offers hold, asked once for all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from oscar.core.loading import get_model


@dataclass(frozen=True, kw_only=True)
class KnownGoods:
    """Answers in a range's place for goods that were asked about: Oscar asks its `proxy` first."""

    product_ids: frozenset[int]

    def contains_product(self, product: Any) -> bool:
        """Return whether the range holds this product."""
        return product.pk in self.product_ids


_RANGES = """
SELECT r.*, ARRAY(
    SELECT p.id
    FROM catalogue_product p LEFT JOIN catalogue_product parent ON parent.id = p.parent_id
    WHERE p.id = ANY (%(products)s) AND CASE WHEN r.includes_all_products THEN
        NOT EXISTS (
            SELECT FROM offer_range_excluded_products x
            WHERE x.range_id = r.id AND x.product_id = p.id
        ) AND NOT EXISTS (
            SELECT FROM offer_range_excluded_categories x
            JOIN catalogue_category top ON top.id = x.category_id
            JOIN catalogue_category c ON starts_with(c.path, top.path)
            JOIN catalogue_productcategory pc ON pc.category_id = c.id
            WHERE x.range_id = r.id AND pc.product_id IN (p.id, p.parent_id)
        )
    ELSE
        NOT EXISTS (
            SELECT FROM offer_range_excluded_products x
            WHERE x.range_id = r.id AND x.product_id IN (p.id, p.parent_id)
        ) AND (EXISTS (
            SELECT FROM offer_rangeproduct x
            WHERE x.range_id = r.id AND x.product_id IN (p.id, p.parent_id)
        ) OR EXISTS (
            SELECT FROM offer_range_classes x WHERE x.range_id = r.id
            AND x.productclass_id IN (p.product_class_id, parent.product_class_id)
        ) OR EXISTS (
            SELECT FROM offer_range_included_categories x
            JOIN catalogue_category top ON top.id = x.category_id
            JOIN catalogue_category c ON starts_with(c.path, top.path)
            JOIN catalogue_productcategory pc ON pc.category_id = c.id
            WHERE x.range_id = r.id AND pc.product_id IN (p.id, p.parent_id)
        ))
    END
) AS product_ids
FROM offer_range r WHERE r.id = ANY (%(ranges)s)
"""


def find_ranges(*, range_ids: Iterable[int], product_ids: Iterable[int]) -> dict[int, Any]:
    """Return Oscar's ranges by id, each knowing which of these goods it holds. One query.

    As `Range.all_products` has it, which asks up to seven times for each range and once more for
    each product. A range with a class of its own answers by itself.
    """
    keys = {"ranges": list(range_ids), "products": list(product_ids)}
    if not keys["ranges"]:
        return {}
    found = {}
    for goods in get_model("offer", "Range").objects.raw(_RANGES, keys):
        if not goods.proxy_class:
            goods.proxy = KnownGoods(product_ids=frozenset(goods.product_ids))
        found[goods.pk] = goods
    return found
