"""What staff read of a stock record in one line."""

from datetime import date
from typing import Any

from django.utils.translation import gettext

from nomi.platform.amounts import format_minor


def describe_stock(stockrecord: Any) -> str:
    """Return how many pieces are free and how many are held for orders."""
    in_stock, held = stockrecord.num_in_stock or 0, stockrecord.num_allocated or 0
    return gettext("%(free)d free, %(held)d held") % {"free": in_stock - held, "held": held}


def find_cost(stockrecord: Any, *, today: date) -> Any:
    """Return the landed cost that holds today, None when nobody has recorded one."""
    costs = [cost for cost in stockrecord.landed_costs.all() if cost.effective_on <= today]
    return max(costs, key=lambda one: one.effective_on, default=None)


def describe_cost(stockrecord: Any, *, today: date) -> str:
    """Return the landed cost that holds today, always with its parts."""
    cost = find_cost(stockrecord, today=today)
    if cost is None:
        return gettext("unknown")
    parts = (cost.purchase_minor, cost.freight_minor, cost.duty_minor, cost.handling_minor)
    return f"{format_minor(cost.landed_minor)} = {' + '.join(map(format_minor, parts))}"
