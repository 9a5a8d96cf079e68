"""The catalogue written as the table that `import_table` reads."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from nomi.platform.safe_csv import write_amount
from shop.costing.queries import find_landed_costs
from shop.goods.table.columns import COLUMNS, tidy, write_cell
from shop.goods.table.shelf import find_options, name_product, prefetch_products, read_categories
from shop.goods.table.stocking import PARTS
from shop.money import to_minor

BATCH = 500
EXAMPLES = (
    {
        "upc": "BAG-1",
        "title": "Striped tote",
        "kind": "Tote",
        "category": "Bags",
        "public": "no",
        "description": "Cut for every day.",
    },
    {
        "upc": "BAG-1-NAVY",
        "parent upc": "BAG-1",
        "sku": "BAG-1-NAVY",
        "colour": "Navy",
        "title": "Striped tote, navy",
        "public": "yes",
        "price": "18.00",
        "purchase": "10.40",
        "freight": "1.35",
        "duty": "0.85",
        "handling": "0.60",
        "stock": "20",
        "low stock": "5",
    },
)


def list_template_rows() -> Iterator[list[str]]:
    """Return the head and two lines to write over: a product and its variant."""
    yield list(COLUMNS)
    for example in EXAMPLES:
        yield [example.get(name, "") for name in COLUMNS]


def list_rows(*, on: date) -> Iterator[list[str]]:
    """Return the head and a line for each product, those with variants before their variants."""
    yield list(COLUMNS)
    paths = {each.pk: each.table_path for each in read_categories().values()}
    for is_variant in (False, True):
        found = prefetch_products().filter(parent__isnull=not is_variant).order_by("pk")
        batch = list(found[:BATCH])
        while batch:
            yield from _write_batch(batch, paths=paths, on=on)
            batch = list(found.filter(pk__gt=batch[-1].pk)[:BATCH])


def _write_batch(batch: list[Any], *, paths: dict[int, str], on: date) -> Iterator[list[str]]:
    ids = [record.pk for product in batch for record in product.stockrecords.all()]
    costs = find_landed_costs(stockrecord_ids=ids, on=on)
    for product in batch:
        cells = {**_write_words(product, paths=paths), **_write_stock(product, costs=costs)}
        yield [write_cell(tidy(cells.get(name) or "")) for name in COLUMNS]


def _write_words(product: Any, *, paths: dict[int, str]) -> dict[str, str | None]:
    options = find_options(product)
    kept = sorted(kept.category_id for kept in product.productcategory_set.all())
    return {
        "upc": name_product(product),
        "parent upc": name_product(product.parent) if product.parent else "",
        "title": product.title,
        "kind": "" if product.is_child or not product.product_class else product.product_class.name,
        "category": "" if product.is_child else " | ".join(paths[key] for key in kept),
        "colour": options["colour"].option if "colour" in options else "",
        "size": options["size"].option if "size" in options else "",
        "public": "yes" if product.is_public else "no",
        "description": product.description,
        "meta title": product.meta_title,
        "meta description": product.meta_description,
    }


def _write_stock(product: Any, *, costs: dict[int, Any]) -> dict[str, str | None]:
    """Return the cells of the older of two stock records, which is the one that counts."""
    record = next(iter(product.stockrecords.all()), None)
    if record is None or product.is_parent:
        return {}
    cost = costs.get(record.pk)
    return {
        "sku": record.partner_sku,
        "price": "" if record.price is None else write_amount(to_minor(record.price)),
        "stock": "" if record.num_in_stock is None else str(record.num_in_stock),
        "low stock": "" if record.low_stock_threshold is None else str(record.low_stock_threshold),
        **({part: write_amount(getattr(cost, f"{part}_minor")) for part in PARTS} if cost else {}),
    }
