"""Returns from the first word to the money, and what the database refuses."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pgtrigger
import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.utils import timezone
from oscar.core.loading import get_model

from nomi.platform.outbox.models import OutboxMessage
from shop.fulfilment.models import Shipment
from shop.fulfilment.services import deliver_order
from shop.returns import services
from shop.returns.mails import render_step
from shop.returns.models import Return, ReturnLine
from shop.returns.queries import get_returnable_pieces
from shop.returns.services import asking
from shop.stripe_checkout.models import Refund
from shop.stripe_checkout.services import request_refund
from tests.shop.fulfilment.orders import cancel, make_paid_order, read, ship
from tests.shop.returns.acts import (
    approve,
    ask,
    bring,
    inspect,
    make_shipped_order,
    receive,
    reject,
    withdraw,
)

AT_ONCE = 6


@pytest.mark.django_db
def test_pieces_come_back_in_parts_until_the_order_is_returned(stripe: Any) -> None:
    order = make_shipped_order(stripe)
    shelf = read(order).shelf

    inspect(bring(order, 1), shelf=1)
    part = read(order)
    inspect(bring(order, 2, key="form-2"), shelf=1, gone=1, with_shipping=True)
    whole = read(order)

    assert (part.status, part.shelf, part.refunded) == ("Shipped", shelf + 1, 1800)
    assert (whole.status, whole.shelf, whole.refunded) == ("Returned", shelf + 2, 5900)
    assert [kind for kind in whole.mails if kind.startswith("return")] == [
        "return_requested",
        "return_approved",
        "return_received",
        "return_closed",
    ] * 2


@pytest.mark.django_db
def test_every_step_done_twice_is_done_once(stripe: Any) -> None:
    order = make_shipped_order(stripe)

    first, second = ask(order, 2), ask(order, 2)
    steps = [approve(first), approve(first), receive(first), receive(first)]
    inspect(first, shelf=2)
    before = read(order)
    inspect(first, shelf=1, gone=1)

    assert first.pk == second.pk
    assert steps == [True, False, True, False]
    assert read(order) == before
    assert Refund.objects.get().gross_minor == 3600


@pytest.mark.django_db
def test_what_did_not_come_is_not_paid_and_may_be_asked_again(stripe: Any) -> None:
    order = make_shipped_order(stripe)

    inspect(bring(order, 3), shelf=1)

    assert read(order).refunded == 1800
    assert read(order).status == "Shipped"
    assert ask(order, 2, key="form-2").state == "requested"


@pytest.mark.django_db
def test_nothing_that_came_is_paid_with_nothing(stripe: Any) -> None:
    order = make_shipped_order(stripe)

    closed = inspect(bring(order, 3))

    assert (closed.state, closed.refund) == ("closed", None)
    assert read(order).refunded == 0


@pytest.mark.django_db
def test_only_pieces_that_left_may_come_back(stripe: Any) -> None:
    order = make_paid_order(stripe)
    for pieces in (1, 0, -1):
        with pytest.raises(services.ReturnRefused):
            ask(order, pieces)
    ship(order, 1)
    cancel(order, 1)
    with pytest.raises(services.ReturnRefused):
        ask(order, 2)

    assert get_returnable_pieces(order=order, now=timezone.now()) == {order.lines.get().pk: 1}
    assert Return.objects.count() == 0
    assert not OutboxMessage.objects.filter(kind="return_requested").exists()


@pytest.mark.django_db
def test_refunded_pieces_do_not_come_back_for_more(stripe: Any) -> None:
    order = make_shipped_order(stripe)
    line = order.lines.get().pk
    request_refund(order_number=order.number, reason="Kept", now=timezone.now(), lines={line: 2})

    assert get_returnable_pieces(order=order, now=timezone.now()) == {line: 1}
    with pytest.raises(services.ReturnRefused):
        ask(order, 2)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arrivals", "days", "found"),
    [(0, 40, [3]), (0, 41, []), (1, 30, [3]), (1, 31, [])],
)
def test_days_count_from_arrival_or_else_from_leaving(
    stripe: Any,
    arrivals: int,
    days: int,
    found: list[int],
) -> None:
    order = make_shipped_order(stripe)
    if arrivals:
        deliver_order(order_id=order.pk, now=timezone.now())
    parcel = Shipment.objects.get()
    began = parcel.delivered_at or parcel.shipped_at

    may_come = get_returnable_pieces(order=order, now=began + timedelta(days=days))

    assert list(may_come.values()) == found


@pytest.mark.django_db
def test_a_parcel_asks_for_its_own_days(stripe: Any) -> None:
    order = make_paid_order(stripe)
    early = ship(order, 2)
    Shipment.objects.filter(pk=early.pk).update(shipped_at=early.shipped_at - timedelta(days=60))
    ship(order, 1, key="parcel-2")

    assert get_returnable_pieces(order=order, now=timezone.now()) == {order.lines.get().pk: 1}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("requested", receive),
        ("requested", inspect),
        ("approved", inspect),
        ("received", reject),
        ("received", withdraw),
        ("rejected", approve),
        ("rejected", withdraw),
        ("withdrawn", approve),
        ("withdrawn", receive),
        ("closed", reject),
    ],
)
def test_steps_that_the_state_forbids_are_refused(
    stripe: Any, state: str, step: Callable[[Return], object]
) -> None:
    order = make_shipped_order(stripe)
    made = ask(order)
    path: dict[str, list[Callable[[Return], object]]] = {
        "approved": [approve],
        "received": [approve, receive],
        "rejected": [reject],
        "withdrawn": [withdraw],
        "closed": [approve, receive, inspect],
    }
    for before in path.get(state, []):
        before(made)
    facts = read(order)

    with pytest.raises(services.ReturnRefused):
        step(made)

    made.refresh_from_db()
    assert made.state == state
    assert read(order) == facts


@pytest.mark.django_db
@pytest.mark.parametrize(("shelf", "gone"), [(3, 0), (1, 2), (-1, 0), (0, -1)])
def test_more_than_was_announced_cannot_be_inspected(stripe: Any, shelf: int, gone: int) -> None:
    order = make_shipped_order(stripe)
    made = bring(order, 2)
    before = read(order)

    with pytest.raises(services.ReturnRefused):
        inspect(made, shelf=shelf, gone=gone)

    made.refresh_from_db()
    assert made.state == "received"
    assert read(order) == before


@pytest.mark.django_db
def test_a_withdrawn_return_frees_its_pieces(stripe: Any) -> None:
    order = make_shipped_order(stripe)
    withdraw(ask(order, 3))

    assert ask(order, 3, key="form-2").state == "requested"


@pytest.mark.django_db
def test_one_form_is_another_return_in_another_order(stripe: Any) -> None:
    first, second = make_shipped_order(stripe), make_shipped_order(stripe)

    assert ask(first).pk != ask(second).pk


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


@pytest.mark.django_db
@pytest.mark.parametrize(
    "state", ["requested", "approved", "received", "closed", "rejected", "withdrawn"]
)
def test_each_step_has_a_mail_in_both_forms(stripe: Any, state: str) -> None:
    order = make_shipped_order(stripe)
    made = bring(order, 2)
    inspect(made, shelf=2)

    mail = render_step(str(made.uid), state=state)

    assert mail.to == "buyer@example.org"
    for text in (mail.text, mail.html):
        assert "2 × Tote" in text
        assert ("label.pdf" in text) == (state == "approved")
        assert ("$36.00" in text) == (state == "closed")


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
        everybody_looked.wait(timeout=10)
        return found

    monkeypatch.setattr(asking, "lock_order", find_unlocked)
    monkeypatch.setattr(asking, "get_returnable_pieces", look)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        claimed = sum(pool.map(lambda number: claim_unguarded(order, number), range(AT_ONCE)))

    assert claimed == AT_ONCE
