"""Carry a table out exactly as it was looked at, or not at all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from shop.costing.services import record_landed_cost
from shop.goods.table.columns import read_rows
from shop.goods.table.making import make_products
from shop.goods.table.planning import Step, TablePlan, plan_table
from shop.goods.table.shelf import read_shelf
from shop.search.services import hold_cards


class TableMoved(Exception):  # noqa: N818 - says what happened
    """The table would do something else now than what was looked at."""

    def __init__(self) -> None:
        super().__init__(
            _("Table or catalogue changed since you looked. Look again; nothing was changed.")
        )


@transaction.atomic
def import_table(*, text: str, fingerprint: str, now: datetime) -> TablePlan:
    """Do what the table says, in one transaction; return what was done.

    The same table again does nothing. Raise `TableMoved` when it would do something else than the
    plan with this fingerprint, or `TableRefused`; then nothing is changed.
    """
    _lock(text, now=now)
    plan = plan_table(text=text, on=now.date())
    if plan.fingerprint != fingerprint:
        raise TableMoved
    families: list[int] = []
    try:
        with transaction.atomic(), hold_cards(product_ids=families):
            made = make_products([step for step in plan.acting if step.is_new], on=now.date())
            changed = [step for step in plan.acting if not step.is_new]
            for step in changed:
                _change_product(step, now=now)
            products = [*made, *(step.found.product for step in changed)]
            families += {product.parent_id or product.pk for product in products}
    except IntegrityError:
        raise TableMoved from None
    return plan


def _lock(text: str, *, now: datetime) -> None:
    """Lock the stock that the table speaks of, by key, so that no order moves it meanwhile."""
    rows, _faults = read_rows(text)
    shelf = read_shelf(rows, on=now.date())
    ids = [record.pk for holders in shelf.records.values() for _product, record in holders]
    records = get_model("partner", "StockRecord").objects.select_for_update(of=("self",))
    list(records.filter(pk__in=ids).order_by("pk").values_list("pk"))


def _change_product(step: Step, *, now: datetime) -> None:
    """Write what a line changes of a product that is there."""
    product = step.found.product
    if step.product:
        rows = get_model("catalogue", "Product").objects.filter(pk=product.pk)
        rows.update(**step.product, date_updated=now)
    if step.categories is not None:
        _set_categories(product, step.categories)
    for attribute_id, option_id in step.options.items():
        get_model("catalogue", "ProductAttributeValue").objects.update_or_create(
            product_id=product.pk,
            attribute_id=attribute_id,
            defaults={"value_option_id": option_id},
        )
    record_id = _write_stock(step, product=product, now=now)
    if step.cost and record_id is not None:
        record_landed_cost(stockrecord_id=record_id, effective_on=now.date(), **step.cost)


def _set_categories(product: Any, categories: Sequence[Any]) -> None:
    wanted = {category.pk for category in categories}
    kept = get_model("catalogue", "ProductCategory").objects
    kept.filter(product_id=product.pk).exclude(category_id__in=wanted).delete()
    there = set(kept.filter(product_id=product.pk).values_list("category_id", flat=True))
    for key in sorted(wanted - there):
        kept.create(product_id=product.pk, category_id=key)


def _write_stock(step: Step, *, product: Any, now: datetime) -> int | None:
    """Write the stock record and return its key, None when the product has none."""
    records = get_model("partner", "StockRecord").objects
    record = step.found.record
    if record is None:
        if not step.stock:
            return None
        made = records.create(product_id=product.pk, **{"num_in_stock": 0, **step.stock})
        return int(made.pk)
    if step.stock:
        records.filter(pk=record.pk).update(**step.stock, date_updated=now)
    return int(record.pk)
