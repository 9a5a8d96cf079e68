"""The store with its stock condition taken out: the control of `bench.oversell`, never served."""

from collections.abc import Mapping

from django.db.models import F
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from nomi.wsgi import application
from shop.stock import services

__all__ = ["application"]


def allocate(*, quantities: Mapping[int, int]) -> None:
    """Look first, then take, as stock Oscar does."""
    stock_records = get_model("partner", "StockRecord").objects
    for stockrecord_id, quantity in sorted(quantities.items()):
        record = stock_records.get(pk=stockrecord_id)
        if record.num_in_stock - (record.num_allocated or 0) < quantity:
            raise services.NotEnoughStock(stockrecord_id)
        stock_records.filter(pk=stockrecord_id).update(
            num_allocated=Coalesce(F("num_allocated"), 0) + quantity
        )


services.allocate = allocate  # type: ignore[assignment]
