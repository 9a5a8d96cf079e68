"""What can be bought of a product: its variants with stock, cost and attributes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from nomi.platform.rows import read_rows
from shop.costing.models import LandedCost
from shop.costing.queries import LANDED_COST_SQL, PARTS
from shop.money import to_minor
from shop.search.vocabulary import make_option_key
from shop.shipping.queries import WEIGHT_ATTRIBUTE
from shop.storefront.variants import Variant

Attributes = dict[str, tuple[str, str]]
"""Code → (name, text)."""


@dataclass(frozen=True, kw_only=True)
class Family:
    """The product's own attributes, its variants, and what one piece of each has cost."""

    attributes: Attributes
    variants: list[Variant]
    costs: dict[int, LandedCost | None]
    """By the variant's product."""


_VARIANTS = f"""
SELECT product.id, product.title, record.partner_sku, record.price,
    CASE WHEN kind.track_stock
        THEN greatest(coalesce(record.num_in_stock, 0) - coalesce(record.num_allocated, 0), 0)
    END AS left_over,
    cost.purchase_minor, cost.freight_minor, cost.duty_minor, cost.handling_minor
FROM catalogue_product product
LEFT JOIN catalogue_product parent ON parent.id = product.parent_id
LEFT JOIN catalogue_productclass kind
    ON kind.id = coalesce(parent.product_class_id, product.product_class_id)
CROSS JOIN LATERAL (
    SELECT * FROM partner_stockrecord
    WHERE product_id = product.id AND price IS NOT NULL ORDER BY id LIMIT 1
) record
LEFT JOIN LATERAL ({LANDED_COST_SQL}) cost ON true
WHERE (product.id = %(product)s OR product.parent_id = %(product)s)
    AND (product.is_public OR %(is_preview)s)
ORDER BY product.id
"""  # noqa: S608 - our own words
"""Where a thing has two stock records the older one counts, as it does for the basket."""

_ATTRIBUTES = """
SELECT value.product_id, attribute.code, attribute.name,
    coalesce(value.value_text, value.value_integer::text, '') AS text,
    choice.code AS option_code, choice.option
FROM catalogue_productattributevalue value
JOIN catalogue_product product ON product.id = value.product_id
JOIN catalogue_productattribute attribute ON attribute.id = value.attribute_id
LEFT JOIN catalogue_attributeoption choice ON choice.id = value.value_option_id
WHERE (product.id = %(product)s OR product.parent_id = %(product)s)
    AND (
        choice.id IS NOT NULL OR value.value_text > ''
        OR (attribute.code = %(weight)s AND value.value_integer > 0)
    )
"""


def read_family(*, product_id: int, on: date, is_preview: bool) -> Family:
    """Return what can be bought of the product and what it costs us `on` that day. Two queries.

    A preview has variants that are not public too.
    """
    rows = read_rows(_VARIANTS, {"product": product_id, "on": on, "is_preview": is_preview})
    attributes = _read_attributes(product_id)
    return Family(
        attributes=attributes.get(product_id, {}),
        variants=[_make_variant(row, attributes.get(row["id"], {})) for row in rows],
        costs={row["id"]: _make_cost(row) for row in rows},
    )


def _read_attributes(product_id: int) -> dict[int, Attributes]:
    found: dict[int, Attributes] = {}
    for row in read_rows(_ATTRIBUTES, {"product": product_id, "weight": WEIGHT_ATTRIBUTE}):
        code, text, option = row["code"], row["text"], row["option"]
        if option is not None:
            text = make_option_key(code=row["option_code"], attribute=code, option=option)
        found.setdefault(row["product_id"], {})[code] = (row["name"], text)
    return found


def _make_variant(row: dict[str, Any], attributes: Attributes) -> Variant:
    return Variant(
        product_id=row["id"],
        sku=row["partner_sku"],
        title=row["title"],
        colour=attributes.get("colour", ("", ""))[1],
        size=attributes.get("size", ("", ""))[1],
        price_minor=to_minor(row["price"]),
        left=row["left_over"],
    )


def _make_cost(row: dict[str, Any]) -> LandedCost | None:
    """Return the landed cost, None where none was recorded by that day."""
    if row["purchase_minor"] is None:
        return None
    return LandedCost(**{name: row[name] for name in PARTS})
