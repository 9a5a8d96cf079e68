"""Carry a table out exactly as it was looked at, or not at all."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from shop.costing.services import record_landed_cost
from shop.goods.table.columns import read_rows
from shop.goods.table.making import BATCH, make_products
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
            _change_fields(changed, now=now)
            for step in changed:
                _change_parts(step, now=now)
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


def _change_fields(steps: Sequence[Step], *, now: datetime) -> None:
    """Write the fields of products and stock records that are there, many at a time."""
    products = [(step.found.product.pk, step.product) for step in steps]
    _update("catalogue", "Product", products, now=now)
    there = [step for step in steps if step.found.record is not None]
    records = [(step.found.record.pk, step.stock) for step in there]
    _update("partner", "StockRecord", records, now=now)


def _update(
    app: str, name: str, rows: Iterable[tuple[int, dict[str, Any]]], *, now: datetime
) -> None:
    """Write each row's own fields and no others, rows with the same fields together."""
    model = get_model(app, name)
    alike: dict[tuple[str, ...], list[Any]] = {}
    for key, fields in rows:
        if fields:
            row = model(pk=key, **fields, date_updated=now)
            alike.setdefault(tuple(sorted(fields)), []).append(row)
    for names, found in alike.items():
        model.objects.bulk_update(found, [*names, "date_updated"], batch_size=BATCH)


def _change_parts(step: Step, *, now: datetime) -> None:
    """Write a line's categories, options, cost, and the stock record that is not there yet."""
    product = step.found.product
    if step.categories is not None:
        _set_categories(product, step.categories)
    for attribute_id, option_id in step.options.items():
        get_model("catalogue", "ProductAttributeValue").objects.update_or_create(
            product_id=product.pk,
            attribute_id=attribute_id,
            defaults={"value_option_id": option_id},
        )
    record_id = _find_or_make_record(step)
    if step.cost and record_id is not None:
        record_landed_cost(stockrecord_id=record_id, effective_on=now.date(), **step.cost)


def _set_categories(product: Any, categories: Sequence[Any]) -> None:
    wanted = {category.pk for category in categories}
    kept = get_model("catalogue", "ProductCategory").objects
    kept.filter(product_id=product.pk).exclude(category_id__in=wanted).delete()
    there = set(kept.filter(product_id=product.pk).values_list("category_id", flat=True))
    for key in sorted(wanted - there):
        kept.create(product_id=product.pk, category_id=key)


def _find_or_make_record(step: Step) -> int | None:
    """Return the key of the product's stock record, None when it has none."""
    if step.found.record is not None:
        return int(step.found.record.pk)
    if not step.stock:
        return None
    values = {"num_in_stock": 0, **step.stock}
    made = step.found.product.stockrecords.create(**values)
    return int(made.pk)
