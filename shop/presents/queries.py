"""Read what an order's parcel says."""

from dataclasses import dataclass
from typing import Any

from shop.presents.models import Present
from shop.presents.wish import PresentWish


@dataclass(frozen=True, kw_only=True)
class OrderedPresent(PresentWish):
    """A wish as it was ordered."""

    wrap_minor: int = 0
    """What the gift wrap costs before tax, in cents: a part of the order's delivery."""


def get_present(*, order: Any) -> OrderedPresent:
    """Return what the order's giver wished; an empty wish when she wished nothing. One query."""
    row = Present.objects.filter(order_id=order.pk).first()
    if row is None:
        return OrderedPresent()
    return OrderedPresent(
        note=row.note,
        hides_prices=row.hides_prices,
        wraps=row.wrap_minor > 0,
        wrap_minor=row.wrap_minor,
    )


def get_wrap_minor(*, order: Any) -> int:
    """Return what of the order's delivery is gift wrap, in cents before tax. One query."""
    return get_present(order=order).wrap_minor
