"""Record what a piece costs, and freeze it on the lines of an order."""

from datetime import date
from typing import Any

from django.db import transaction
from oscar.core.loading import get_model

from shop.costing.models import LandedCost, LineCost
from shop.costing.queries import find_landed_costs


@transaction.atomic
def record_landed_cost(
    *,
    stockrecord_id: int,
    effective_on: date,
    purchase_minor: int,
    freight_minor: int,
    duty_minor: int,
    handling_minor: int,
) -> LandedCost:
    """Set what one piece costs from a day on, in cents; the same day again corrects the figure.

    Orders that were placed keep the cost frozen on their lines.
    """
    cost, _created = LandedCost.objects.update_or_create(
        stockrecord_id=stockrecord_id,
        effective_on=effective_on,
        defaults={
            "purchase_minor": purchase_minor,
            "freight_minor": freight_minor,
            "duty_minor": duty_minor,
            "handling_minor": handling_minor,
        },
    )
    return cost


@transaction.atomic
def freeze_line_costs(*, order: Any, on: date) -> None:
    """Keep on each line of the order what a piece costs `on` that day.

    Lines whose stock record has no cost yet get none. What is frozen stays, however often it runs.
    """
    lines = dict(
        get_model("order", "Line")
        .objects.filter(order_id=order.pk, stockrecord__isnull=False)
        .values_list("pk", "stockrecord_id")
    )
    costs = find_landed_costs(stockrecord_ids=lines.values(), on=on)
    LineCost.objects.bulk_create(
        (
            LineCost(line_id=line_id, landed_unit_minor=costs[stockrecord_id].landed_minor)
            for line_id, stockrecord_id in lines.items()
            if stockrecord_id in costs
        ),
        ignore_conflicts=True,
    )
