"""What the database refuses of returns, and what happens when many press at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pgtrigger
import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone
from oscar.core.loading import get_model

from shop.returns import services
from shop.returns.models import Return, ReturnLine
from shop.returns.queries import get_returnable_pieces
from shop.returns.services import asking
from shop.stripe_checkout.models import Refund
from tests.shop.fulfilment.orders import read
from tests.shop.returns.acts import (
    ask,
    bring,
    inspect,
    make_shipped_order,
)

AT_ONCE = 6


@pytest.mark.django_db
def test_the_database_knows_the_way_of_a_return(stripe: Any) -> None:
    order = make_shipped_order(stripe)
    made = bring(order)
    inspect(made, shelf=1)

    for values in ({"state": "requested", "ended_at": None}, {"state": "received"}):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            Return.objects.filter(pk=made.pk).update(**values)
    for values in ({"quantity": 2}, {"restocked": 0}, {"written_off": 1}):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            ReturnLine.objects.update(**values)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        ReturnLine.objects.all().delete()

    assert ReturnLine.objects.get().restocked == 1


@pytest.mark.django_db
def test_the_database_counts_pieces_itself(stripe: Any) -> None:
    order, other = make_shipped_order(stripe), make_shipped_order(stripe)
    ask(order, 2)
    by_hand = Return.objects.create(
        key="by-hand", order=order, reason="other", requested_at=timezone.now()
    )

    with pytest.raises(IntegrityError, match="fewer pieces that left"), transaction.atomic():
        ReturnLine.objects.create(return_of=by_hand, line=order.lines.get(), quantity=2)
    with pytest.raises(IntegrityError, match="another order"), transaction.atomic():
        ReturnLine.objects.create(return_of=by_hand, line=other.lines.get(), quantity=1)

    assert ReturnLine.objects.count() == 1


def press_at_once(order: Any) -> int:
    def press(number: int) -> bool:
        try:
            ask(order, 1, key=f"form-{number}")
        except services.ReturnRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(press, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_returns_asked_at_once_never_claim_a_piece_twice(stripe: Any) -> None:
    order = make_shipped_order(stripe)

    assert press_at_once(order) == 3
    assert ReturnLine.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_inspecting_at_once_pays_once(stripe: Any) -> None:
    order = make_shipped_order(stripe)
    made = bring(order, 2)
    shelf = read(order).shelf

    def press(_number: int) -> None:
        try:
            inspect(made, shelf=2)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(press, range(AT_ONCE)))

    assert Refund.objects.get().gross_minor == 3600
    assert read(order).shelf == shelf + 2


def find_unlocked(order_id: int) -> Any:
    return get_model("order", "Order").objects.get(pk=order_id)


def claim_unguarded(order: Any, number: int) -> bool:
    try:
        with pgtrigger.ignore("returns.ReturnLine:no_more_pieces_than_left"):
            ask(order, 1, key=f"form-{number}")
    finally:
        connection.close()
    return True


@pytest.mark.django_db(transaction=True)
def test_control_without_lock_and_trigger_pieces_are_claimed_twice(
    stripe: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = make_shipped_order(stripe)
    everybody_looked = Barrier(AT_ONCE)

    def look(**asked: Any) -> dict[int, int]:
        found = get_returnable_pieces(**asked)
        everybody_looked.wait(timeout=60)
        return found

    monkeypatch.setattr(asking, "lock_order", find_unlocked)
    monkeypatch.setattr(asking, "get_returnable_pieces", look)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        claimed = sum(pool.map(lambda number: claim_unguarded(order, number), range(AT_ONCE)))

    assert claimed == AT_ONCE
