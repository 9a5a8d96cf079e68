"""Read what an order's parcel says."""

from typing import Any

from shop.presents.models import Present
from shop.presents.wish import NO_WISH, PresentWish


def get_present(*, order: Any) -> PresentWish:
    """Return what the order's giver wished; an empty wish when she wished nothing. One query."""
    row = Present.objects.filter(order_id=order.pk).first()
    return PresentWish(note=row.note, hides_prices=row.hides_prices) if row else NO_WISH
