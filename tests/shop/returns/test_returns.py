"""Returns from the first word to the money."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from nomi.platform.outbox.models import OutboxMessage
from shop.fulfilment.models import Shipment
from shop.fulfilment.services import deliver_order
from shop.returns import services
from shop.returns.mails import render_step
from shop.returns.models import Return
from shop.returns.queries import get_returnable_pieces
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
def test_last_day_is_a_whole_one_whatever_hour_the_parcel_came(stripe: Any) -> None:
    order = make_shipped_order(stripe)
    deliver_order(order_id=order.pk, now=timezone.now())
    Shipment.objects.update(
        shipped_at=datetime(2028, 2, 20, tzinfo=UTC),
        delivered_at=datetime(2028, 2, 28, 8, tzinfo=UTC),
    )
    moments = (datetime(2028, 3, 29, 23, 59, tzinfo=UTC), datetime(2028, 3, 30, tzinfo=UTC))

    may_come = [sum(get_returnable_pieces(order=order, now=one).values()) for one in moments]

    assert may_come == [3, 0]


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
