"""Put products on an account's wish list, and take them off."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from oscar.core.loading import get_model

from shop.saved.models import SavedProduct


@transaction.atomic
def save_products(*, user_id: int, product_ids: Iterable[int], now: datetime) -> None:
    """Put the products on the list, the first of them on top; those on it stay where they are.

    Products that are no more are left out. Safe to run twice and at once with itself.
    """
    wanted = list(product_ids)
    there = get_model("catalogue", "Product").objects.filter(pk__in=wanted)
    known = set(there.values_list("pk", flat=True))
    rows = [
        SavedProduct(user_id=user_id, product_id=pk, saved_at=now - timedelta(microseconds=place))
        for place, pk in enumerate(wanted)
        if pk in known
    ]
    SavedProduct.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def drop_product(*, user_id: int, product_id: int) -> None:
    """Take a product off the list."""
    SavedProduct.objects.filter(user_id=user_id, product_id=product_id).delete()
