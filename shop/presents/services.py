"""Write down what the parcel of a present says, and forget it."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from shop.presents.models import Present
from shop.presents.wish import PresentWish


@transaction.atomic
def write_present(*, order: Any, wish: PresentWish, wrap_minor: int = 0) -> None:
    """Keep the wish with its new order, and what its wrap cost. Without any wish there is no row.

    A wrap that is not offered any more costs nothing, and was not wished then.
    """
    if not (wish.note or wish.hides_prices or wrap_minor):
        return
    Present.objects.create(
        order=order, note=wish.note, hides_prices=wish.hides_prices, wrap_minor=wrap_minor
    )


@transaction.atomic
def forget_presents(*, order_ids: Iterable[int]) -> None:
    """Erase the notes of these orders: they are words of one person to another.

    What a gift wrap cost is a fact of money, and stays.
    """
    rows = Present.objects.filter(order_id__in=list(order_ids))
    rows.filter(wrap_minor=0).delete()
    rows.exclude(note="").update(note="")
