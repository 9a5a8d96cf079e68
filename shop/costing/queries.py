"""What a piece costs on a day, and what it cost when it was ordered."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from oscar.core.loading import get_model

from shop.costing.models import LandedCost, LineCost

PARTS = ("purchase_minor", "freight_minor", "duty_minor", "handling_minor")


def find_landed_costs(*, stockrecord_ids: Iterable[int], on: date) -> dict[int, LandedCost]:
    """Return the cost that holds `on` that day for each stock record that has one.

    One query for any number of records; a record without a cost on that day is left out.
    """
    costs = (
        LandedCost.objects.filter(stockrecord_id__in=list(stockrecord_ids), effective_on__lte=on)
        .order_by("stockrecord_id", "-effective_on")
        .distinct("stockrecord_id")
    )
    return {cost.stockrecord_id: cost for cost in costs}


def read_landed_cost(*, stockrecord: str, on: date) -> Subquery:
    """Return the parts of the cost that holds `on` that day, for a query of something else.

    `stockrecord` names the path to the stock record's key there. See `make_landed_cost`.
    """
    costs = LandedCost.objects.filter(stockrecord_id=OuterRef(stockrecord), effective_on__lte=on)
    parts = JSONObject(**{name: name for name in PARTS})
    return Subquery(costs.order_by("-effective_on").values(parts=parts)[:1])


LANDED_COST_SQL = """
SELECT * FROM costing_landedcost
WHERE stockrecord_id = record.id AND effective_on <= %(on)s ORDER BY effective_on DESC LIMIT 1
"""
"""The same for a query written by hand: `record` is a stock record there, `on` the day."""


def make_landed_cost(parts: dict[str, int] | None) -> LandedCost | None:
    """Return the cost that was read along, None where there is none."""
    return LandedCost(**parts) if parts else None


def get_line_costs(*, order: Any) -> dict[int, int | None]:
    """Return for each line of the order the frozen cents of one piece, None when none was known."""
    frozen = dict(
        LineCost.objects.filter(line__order_id=order.pk).values_list("line_id", "landed_unit_minor")
    )
    line_ids = get_model("order", "Line").objects.filter(order_id=order.pk)
    return {line_id: frozen.get(line_id) for line_id in line_ids.values_list("pk", flat=True)}
