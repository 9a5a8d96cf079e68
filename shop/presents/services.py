"""Write down what the parcel of a present says, and forget it."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from shop.presents.models import Present
from shop.presents.wish import PresentWish


@transaction.atomic
def write_present(*, order: Any, wish: PresentWish) -> None:
    """Keep the wish with its new order. An order for the buyer herself gets no row."""
    Present.objects.create(order=order, note=wish.note, hides_prices=wish.hides_prices)


@transaction.atomic
def forget_presents(*, order_ids: Iterable[int]) -> None:
    """Erase the notes of these orders: they are words of one person to another."""
    Present.objects.filter(order_id__in=list(order_ids)).delete()
