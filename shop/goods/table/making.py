"""Write the new products of a table, many at a time."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.text import slugify
from oscar.core.loading import get_model

from shop.costing.models import LandedCost
from shop.goods.table.planning import Step

BATCH = 500


def make_products(steps: Sequence[Step], *, on: date) -> list[Any]:
    """Make what these lines say, products before their variants; return all products made.

    Within the caller's transaction. Their words were cleaned when the table was looked at.
    """
    made: dict[int, Any] = {}
    for is_variant in (False, True):
        batch = [step for step in steps if step.found.is_child == is_variant]
        products = [_build_product(step, made=made) for step in batch]
        _write(products)
        made |= {step.line: product for step, product in zip(batch, products, strict=True)}
    _write(_build_categories(steps, made=made))
    _write(_build_options(steps, made=made))
    sold = [step for step in steps if step.stock]
    records = [_build_record(step, made=made) for step in sold]
    _write(records)
    _write(
        LandedCost(stockrecord_id=record.pk, effective_on=on, **step.cost)
        for step, record in zip(sold, records, strict=True)
        if step.cost
    )
    return list(made.values())


def _write(rows: Any) -> None:
    found = list(rows)
    if found:
        type(found[0])._default_manager.bulk_create(found, batch_size=BATCH)


def _build_product(step: Step, *, made: dict[int, Any]) -> Any:
    found = step.found
    parent = made[found.parent_row.line] if found.parent_row else found.parent
    title = step.product.get("title") or (parent.title if parent else "")
    return get_model("catalogue", "Product")(
        structure=found.structure,
        parent=parent,
        product_class=None if found.is_child else found.kind,
        slug=slugify(title),
        **{"is_public": False, **step.product},
    )


def _build_categories(steps: Sequence[Step], *, made: dict[int, Any]) -> list[Any]:
    model = get_model("catalogue", "ProductCategory")
    return [
        model(product_id=made[step.line].pk, category_id=category.pk)
        for step in steps
        for category in step.categories or ()
    ]


def _build_options(steps: Sequence[Step], *, made: dict[int, Any]) -> list[Any]:
    model = get_model("catalogue", "ProductAttributeValue")
    return [
        model(product_id=made[step.line].pk, attribute_id=attribute_id, value_option_id=option_id)
        for step in steps
        for attribute_id, option_id in step.options.items()
    ]


def _build_record(step: Step, *, made: dict[int, Any]) -> Any:
    values = {"num_in_stock": 0, **step.stock}
    return get_model("partner", "StockRecord")(product_id=made[step.line].pk, **values)
