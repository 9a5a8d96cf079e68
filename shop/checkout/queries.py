"""Read what stands in the way of a new order."""

from typing import Any

from oscar.core.loading import get_model

from shop.order.queries import UNPAID_STATUSES


def find_rival_order(*, number: str, basket_id: int) -> Any | None:
    """Return this visitor's earlier unpaid order of another basket, or None."""
    if not number:
        return None
    return (
        get_model("order", "Order")
        .objects.filter(number=number, status__in=UNPAID_STATUSES)
        .exclude(basket_id=basket_id)
        .first()
    )
