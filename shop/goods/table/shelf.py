"""What of the catalogue a table speaks of, read in a handful of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q
from oscar.core.loading import get_model

from shop.costing.models import LandedCost
from shop.costing.queries import find_landed_costs
from shop.goods.table.columns import Row

OPTIONS = ("colour", "size")


def name_product(product: Any) -> str:
    """Return the code by which a table names a product: its UPC, or `#` and its number."""
    return product.upc or f"#{product.pk}"


def find_number(code: str) -> int | None:
    """Return the number in `#12`, None for any other code."""
    digits = code.removeprefix("#")
    is_number = digits != code and digits.isascii() and digits.isdecimal() and len(digits) < 10  # noqa: PLR2004 - what fits a key
    return int(digits) if is_number else None


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """Products by code, stock records by SKU, and the words that the catalogue knows."""

    products: dict[str, Any] = field(default_factory=dict)
    records: dict[str, list[Any]] = field(default_factory=dict)
    costs: dict[int, LandedCost] = field(default_factory=dict)
    categories: dict[str, Any] = field(default_factory=dict)
    kinds: dict[str, Any] = field(default_factory=dict)
    options: dict[tuple[int, str], dict[str, Any]] = field(default_factory=dict)
    """Of a kind and an attribute: the options by their words."""
    attributes: dict[tuple[int, str], Any] = field(default_factory=dict)
    partner: Any = None


def prefetch_products() -> Any:
    """Return products with all that a line of the table says."""
    values = get_model("catalogue", "ProductAttributeValue").objects.filter(
        attribute__code__in=OPTIONS, value_option__isnull=False
    )
    return (
        get_model("catalogue", "Product")
        .objects.select_related("parent__product_class", "product_class")
        .prefetch_related(
            Prefetch("stockrecords", get_model("partner", "StockRecord").objects.order_by("pk")),
            Prefetch(
                "attribute_values",
                values.select_related("attribute", "value_option"),
                to_attr="chosen_values",
            ),
            "productcategory_set__category",
        )
    )


def read_shelf(rows: Sequence[Row], *, on: date) -> Shelf:
    """Return what these lines may speak of."""
    codes = {row.get(name) for row in rows for name in ("upc", "parent upc")} - {None}
    skus = {row.get("sku") for row in rows} - {None}
    numbers = {find_number(code) for code in codes} - {None}
    wanted = Q(upc__in=codes) | Q(pk__in=numbers, upc__isnull=True)
    found = list(prefetch_products().filter(wanted | Q(stockrecords__partner_sku__in=skus)))
    products = {product.pk: product for product in found}
    records: dict[str, list[Any]] = {}
    for product in products.values():
        for record in product.stockrecords.all():
            records.setdefault(record.partner_sku, []).append((product, record))
    ids = [record.pk for each in products.values() for record in each.stockrecords.all()]
    return Shelf(
        products={name_product(product): product for product in products.values()},
        records=records,
        costs=find_landed_costs(stockrecord_ids=ids, on=on),
        categories=read_categories(),
        kinds={
            kind.name.lower(): kind for kind in get_model("catalogue", "ProductClass").objects.all()
        },
        **read_options(),
        partner=get_model("partner", "Partner").objects.order_by("pk").first(),
    )


def read_categories() -> dict[str, Any]:
    """Return the categories by their path, in lower case."""
    names: dict[str, str] = {}
    found = {}
    for category in get_model("catalogue", "Category").objects.order_by("path"):
        above = names.get(category.path[: -category.steplen], "")
        names[category.path] = f"{above} > {category.name}" if above else category.name
        category.table_path = names[category.path]
        found[names[category.path].lower()] = category
    return found


def read_options() -> dict[str, Any]:
    """Return colours and sizes by kind, with their attributes."""
    attributes = (
        get_model("catalogue", "ProductAttribute")
        .objects.filter(code__in=OPTIONS, product_class__isnull=False, option_group__isnull=False)
        .prefetch_related("option_group__options")
    )
    keys = {(each.product_class_id, each.code): each for each in attributes}
    return {
        "attributes": keys,
        "options": {
            key: {option.option.lower(): option for option in each.option_group.options.all()}
            for key, each in keys.items()
        },
    }


def find_options(product: Any) -> dict[str, Any]:
    """Return the colour and the size of a product."""
    return {value.attribute.code: value.value_option for value in product.chosen_values}
