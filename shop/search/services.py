"""Write every card anew. Day by day the database keeps them itself."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from oscar.core.loading import get_model

BATCH = 500


def rebuild_cards() -> int:
    """Write the card of every product anew, a batch at a time; return how many changed.

    Each batch is its own transaction, so shoppers and staff wait for none of it.
    """
    wanted = (
        get_model("catalogue", "Product")
        .objects.filter(parent__isnull=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    ids = list(wanted)
    return sum(refresh_cards(product_ids=ids[at : at + BATCH]) for at in range(0, len(ids), BATCH))


@transaction.atomic
def refresh_cards(*, product_ids: list[int]) -> int:
    """Write the cards of these products anew, or remove them; return how many changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT shop_search_refresh_cards(%s)", [product_ids])
        return int(cursor.fetchone()[0])


@contextmanager
def hold_cards(*, product_ids: Iterable[int]) -> Iterator[None]:
    """Write the cards of these products once at the end, and none for each row in between.

    Within one transaction; the products are those on show, not their variants.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL shop_search.paused = 'on'")
        yield
        cursor.execute("SET LOCAL shop_search.paused = 'off'")
    ids = sorted(set(product_ids))
    for at in range(0, len(ids), BATCH):
        refresh_cards(product_ids=ids[at : at + BATCH])
