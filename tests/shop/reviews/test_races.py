"""Two writers and two readers at once. Each race has a twin without the guard."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections, transaction
from oscar.core.loading import get_model

from shop.reviews import services
from shop.reviews.queries import find_subject
from shop.reviews.services import ReviewRefused
from tests.meeting import count_waiting, wait_until
from tests.shop.goods import Family, make_family, settle
from tests.shop.racing import race
from tests.shop.reviews.acts import approve, make_order, make_reader, write
from tests.shop.shopping import make_user

pytestmark = pytest.mark.django_db(transaction=True)
LOCK = "ORDER BY id FOR NO KEY UPDATE"


@pytest.fixture
def family() -> Family:
    return make_family()


def approve_while_another_is_approved(family: Family) -> float:
    """Let the second approval wait for the first; return the product's rating after both."""
    first, second = (write(make_order(family), family, score=score) for score in (5, 2))
    make_reader()

    def approve_second() -> None:
        try:
            approve(second)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=1) as pool:
        with transaction.atomic():
            approve(first)
            settle()
            waiting = pool.submit(approve_second)
            assert wait_until(lambda: count_waiting() > 0)
        waiting.result(timeout=60)
    return float(get_model("catalogue", "Product").objects.get(pk=family.parent.pk).rating)


@contextmanager
def without_lock() -> Iterator[None]:
    """Take the product's lock out of the function that keeps ratings."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('shop_reviews_follow'::regproc)")
        [whole] = cursor.fetchone()
        assert LOCK in whole
        cursor.execute(whole.replace(LOCK, ""))
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(whole)


def test_rating_counts_reviews_that_are_approved_at_once(family: Family) -> None:
    assert approve_while_another_is_approved(family) == 3.5


def test_without_the_lock_one_of_them_is_forgotten(family: Family) -> None:
    with without_lock():
        assert approve_while_another_is_approved(family) == 2.0


def write_twice_at_once(family: Family) -> list[Any]:
    user = make_user()
    orders = [make_order(family, user=user) for _ in range(2)]
    return race(*(lambda order=order: write(order, family) for order in orders))


def test_account_that_writes_twice_at_once_is_told_in_words(family: Family) -> None:
    results = write_twice_at_once(family)

    refused = [each for each in results if isinstance(each, ReviewRefused)]
    assert len(refused) == 1
    assert get_model("reviews", "ProductReview").objects.count() == 1


def test_without_the_lock_the_second_ends_in_an_error(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_looked = Barrier(2)

    def go_without(*, order_id: int, product_id: int) -> Any:
        order = get_model("order", "Order").objects.get(pk=order_id)
        found = find_subject(order=order, product_id=product_id)
        both_looked.wait(timeout=60)
        return order, found

    monkeypatch.setattr(services, "_lock", go_without)

    results = write_twice_at_once(family)

    assert sorted(type(each).__name__ for each in results) == ["IntegrityError", "ProductReview"]
