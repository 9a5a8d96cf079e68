"""What a piece costs on a day, and what it cost when it was ordered."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from oscar.core.loading import get_model

from shop.costing.models import LandedCost, LineCost


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


def get_line_costs(*, order: Any) -> dict[int, int | None]:
    """Return for each line of the order the frozen cents of one piece, None when none was known."""
    frozen = dict(
        LineCost.objects.filter(line__order_id=order.pk).values_list("line_id", "landed_unit_minor")
    )
    line_ids = get_model("order", "Line").objects.filter(order_id=order.pk)
    return {line_id: frozen.get(line_id) for line_id in line_ids.values_list("pk", flat=True)}
