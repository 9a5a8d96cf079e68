"""Hold, give back and use up stock, always in stock-record order so that no two orders deadlock."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model


class NotEnoughStock(Exception):  # noqa: N818 - says what happened, not that it is an error
    """One stock record has fewer free pieces than asked for."""

    def __init__(self, stockrecord_id: int) -> None:
        super().__init__(f"Stock record {stockrecord_id} has too few free pieces.")
        self.stockrecord_id = stockrecord_id


@transaction.atomic
def allocate(*, quantities: Mapping[int, int]) -> None:
    """Hold pieces per stock record, or raise `NotEnoughStock` and hold none.

    The condition is part of the UPDATE, so it is judged under the row's lock: two shoppers after
    the last piece cannot both find it free.
    """
    stock_records = get_model("partner", "StockRecord").objects
    free = F("num_in_stock") - Coalesce(F("num_allocated"), 0)
    for stockrecord_id, quantity in sorted(quantities.items()):
        held = (
            stock_records.alias(free=free)
            .filter(pk=stockrecord_id, free__gte=quantity)
            .update(num_allocated=Coalesce(F("num_allocated"), 0) + quantity)
        )
        if not held:
            raise NotEnoughStock(stockrecord_id)


@transaction.atomic
def release(*, quantities: Mapping[int, int]) -> None:
    """Give held pieces back. The caller makes sure it happens once."""
    stock_records = get_model("partner", "StockRecord").objects
    for stockrecord_id, quantity in sorted(quantities.items()):
        stock_records.filter(pk=stockrecord_id).update(
            num_allocated=Coalesce(F("num_allocated"), 0) - quantity
        )


@transaction.atomic
def consume(*, quantities: Mapping[int, int]) -> None:
    """Take held pieces off the shelf for good, when they are shipped."""
    stock_records = get_model("partner", "StockRecord").objects
    for stockrecord_id, quantity in sorted(quantities.items()):
        stock_records.filter(pk=stockrecord_id).update(
            num_allocated=Coalesce(F("num_allocated"), 0) - quantity,
            num_in_stock=Coalesce(F("num_in_stock"), 0) - quantity,
        )


@transaction.atomic
def put_back(*, quantities: Mapping[int, int]) -> None:
    """Count pieces that came back as free stock. The caller makes sure it happens once."""
    stock_records = get_model("partner", "StockRecord").objects
    for stockrecord_id, quantity in sorted(quantities.items()):
        stock_records.filter(pk=stockrecord_id).update(
            num_in_stock=Coalesce(F("num_in_stock"), 0) + quantity
        )
