"""Goods for tests: a product with variants, on show once `settle` has run."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from oscar.core.loading import get_model

from shop.costing.services import record_landed_cost

COSTS = {"purchase_minor": 1040, "freight_minor": 135, "duty_minor": 85, "handling_minor": 60}


@dataclass(frozen=True, kw_only=True)
class Family:
    """A product and its variants by "colour" or "colour-size"."""

    parent: Any
    children: dict[str, Any] = field(default_factory=dict)

    def record(self, mark: str) -> Any:
        """Return the stock record of a variant as the database holds it."""
        return get_model("partner", "StockRecord").objects.get(product=self.children[mark])


def settle() -> None:
    """Do now what the database does at commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def make_category(name: str) -> Any:
    return get_model("catalogue", "Category").objects.add_root(create_kwargs={"name": name})


def make_family(
    title: str = "Plain tote",
    *,
    slug: str = "plain-tote",
    marks: dict[str, int] | None = None,
    price: str = "18.00",
    category: Any = None,
    description: str = "Cut for every day.",
    kind: str = "Tote",
    priority: int = 0,
) -> Family:
    """Make a product with one variant per mark and its stock; `settle` puts it on show."""
    product = get_model("catalogue", "Product")
    product_class, _ = get_model("catalogue", "ProductClass").objects.get_or_create(name=kind)
    parent = product.objects.create(
        structure="parent",
        title=title,
        slug=slug,
        description=description,
        product_class=product_class,
        priority=priority,
    )
    if category is not None:
        get_model("catalogue", "ProductCategory").objects.create(product=parent, category=category)
    children = {
        mark: _make_child(parent, mark=mark, stock=stock, price=price)
        for mark, stock in (marks or {"natural": 9, "navy": 9}).items()
    }
    settle()
    return Family(parent=parent, children=children)


def _make_child(parent: Any, *, mark: str, stock: int, price: str) -> Any:
    child = get_model("catalogue", "Product").objects.create(
        structure="child", parent=parent, title=f"{parent.title}, {mark}", slug=parent.slug
    )
    for code, key in zip(("colour", "size"), mark.split("-"), strict=False):
        group, _ = get_model("catalogue", "AttributeOptionGroup").objects.get_or_create(
            code=code, defaults={"name": code.capitalize()}
        )
        option, _ = group.options.get_or_create(
            code=f"{code}-{key}", defaults={"option": key.capitalize()}
        )
        attribute, _ = parent.product_class.attributes.get_or_create(
            code=code,
            defaults={"name": code.capitalize(), "type": "option", "option_group": group},
        )
        child.attribute_values.create(attribute=attribute, value_option=option)
    partner, _ = get_model("partner", "Partner").objects.get_or_create(name="Store room")
    record = child.stockrecords.create(
        partner=partner, partner_sku=f"{parent.pk}-{mark}", price=price, num_in_stock=stock
    )
    record_landed_cost(stockrecord_id=record.pk, effective_on=date(2026, 1, 1), **COSTS)
    return child
