"""An event from its announcement to its end: lists, handing over, cancelling, and the guards."""

import io
from datetime import datetime, timedelta
from threading import Event as Flag
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pypdf import PdfReader

from nomi.platform.outbox.models import OutboxMessage
from nomi.platform.outbox.registry import get_renderer
from shop.collecting.models import Pickup, PickupEvent
from shop.collecting.papers import write_event_list
from shop.collecting.queries import find_orders_to_ask
from shop.collecting.services import (
    EventClosed,
    EventRefused,
    cancel_event,
    keep_pickup,
)
from shop.fulfilment.queries import find_lines_to_pick
from shop.fulfilment.services import hand_over
from tests.failure_cases.conftest import stripe
from tests.meeting import count_waiting, wait_until
from tests.shop.collecting.scenes import (
    NOW,
    WISH,
    buy,
    get_code,
    go_shopping,
    make_fair,
    make_maker,
    order,
    pay,
)
from tests.shop.fulfilment.orders import make_paid_order
from tests.shop.racing import race

__all__ = ["stripe"]
pytestmark = pytest.mark.django_db(transaction=True)


def cancel(event: PickupEvent) -> int:
    return cancel_event(event_id=event.pk, reason="Snow", by=make_maker(), now=timezone.now())


def list_mails() -> list[str]:
    mails = OutboxMessage.objects.filter(kind="pickup_cancelled").order_by("pk")
    return list(mails.values_list("reference", flat=True))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"order_until": NOW}, "is over already"),
        ({"order_until": WISH.order_until + timedelta(days=3)}, "before the day"),
        ({"closes_at": WISH.opens_at}, "close after it opens"),
    ],
)
def test_an_event_that_makes_no_sense_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(EventRefused, match=words):
        make_fair(**changes)

    assert PickupEvent.objects.count() == 0


def test_its_list_has_its_own_orders_and_the_other_list_has_none_of_them(stripe: Any) -> None:
    event = make_fair()
    placed, sent = buy(stripe, event), make_paid_order(stripe)
    order(go_shopping(), event)  # nobody paid for this one

    content = write_event_list(event=event, now=timezone.now())
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)

    assert "Byron" in text
    assert text.count(placed.number) == 2
    assert sent.number not in text
    assert "1 pieces for 1 orders" in text
    assert {line.order_id for line in find_lines_to_pick()} == {sent.pk}


def test_handed_over_is_delivered_without_a_mail(stripe: Any) -> None:
    placed = buy(stripe, make_fair())

    hand_over(order_id=placed.pk, by=None, now=timezone.now())
    hand_over(order_id=placed.pk, by=None, now=timezone.now())

    placed.refresh_from_db()
    assert (placed.status, placed.shipments.count()) == ("Delivered", 1)
    assert not OutboxMessage.objects.filter(kind__in=["order_shipped", "order_delivered"]).exists()


def test_cancelling_tells_each_buyer_once_and_leaves_money_and_goods(stripe: Any) -> None:
    event = make_fair()
    waiting, gone = buy(stripe, event), buy(stripe, event)
    hand_over(order_id=gone.pk, by=None, now=timezone.now())

    counts = (cancel(event), cancel(event))

    waiting.refresh_from_db()
    assert counts == (1, 1)
    assert list_mails() == [waiting.number]
    assert (waiting.status, waiting.refunds.count()) == ("Paid", 0)
    assert list(find_orders_to_ask()) == [waiting]
    mail = get_renderer("pickup_cancelled")(waiting.number)
    assert mail.subject == f"Winter fair is cancelled: your order {waiting.number}"
    for text in (mail.text, mail.html):
        assert "Winter fair, New York, 5 Dec 2099, 10:00 to 16:00, does not take" in " ".join(
            text.split()
        )
        assert "Nothing happens to your order before you have said so." in text


def test_who_pays_after_the_cancelling_is_told_with_her_receipt(stripe: Any) -> None:
    event = make_fair()
    order(go_shopping(), event)
    cancelled = cancel(event)

    placed = pay(stripe, Pickup.objects.get().order)

    assert (cancelled, placed.status) == (0, "Paid")
    assert list_mails() == [placed.number]
    assert list(find_orders_to_ask()) == [placed]


def slip_in(event: PickupEvent, placed: Any, now: datetime) -> tuple[Any, Any]:
    """Keep an order for the event while another connection is about to cancel it."""
    cancelled, looked = Flag(), Flag()

    def cancel_slowly() -> None:
        with transaction.atomic():
            cancel(event)
            cancelled.set()
            # the other one now waits for the row, or has slipped past it
            assert wait_until(lambda: looked.is_set() or count_waiting() > 0)

    def keep() -> Any:
        cancelled.wait(timeout=60)
        try:
            return keep_pickup(order=placed, code=get_code(event), now=now)
        finally:
            looked.set()

    first, second = race(cancel_slowly, keep)
    return first, second


def test_no_order_slips_into_an_event_that_is_being_cancelled(stripe: Any) -> None:
    event, placed = make_fair(), make_paid_order(stripe)

    _done, answer = slip_in(event, placed, timezone.now())

    assert isinstance(answer, EventClosed)
    assert Pickup.objects.count() == 0


def test_without_the_guard_it_does(stripe: Any) -> None:
    event, placed = make_fair(), make_paid_order(stripe)
    table = "ALTER TABLE collecting_pickup {} TRIGGER USER"
    with connection.cursor() as cursor:
        cursor.execute(table.format("DISABLE"))
    try:
        _done, answer = slip_in(event, placed, timezone.now())
    finally:
        with connection.cursor() as cursor:
            cursor.execute(table.format("ENABLE"))

    assert isinstance(answer, Pickup)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE collecting_pickupevent SET city = 'Albany'",
        "UPDATE collecting_pickupevent SET order_until = order_until + interval '1 day'",
        "DELETE FROM collecting_pickupevent",
        "DELETE FROM collecting_pickup",
        "UPDATE collecting_pickup SET order_id = order_id + 1",
        (
            "INSERT INTO collecting_pickup (order_id, event_id) SELECT %(other)s, id"
            " FROM collecting_pickupevent WHERE cancelled_at IS NOT NULL"
        ),
        (
            "UPDATE collecting_pickupevent SET cancelled_at = NULL, cancelled_by_id = NULL,"
            " reason = '' WHERE cancelled_at IS NOT NULL"
        ),
    ],
)
def test_the_database_refuses(stripe: Any, attack: str) -> None:
    event, other = make_fair(), make_paid_order(stripe)
    off = make_fair(name="Off")
    buy(stripe, event)
    cancel(off)
    before = (
        list(PickupEvent.objects.order_by("pk").values()),
        list(Pickup.objects.order_by("pk").values()),
    )

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(attack, {"other": other.pk})

    assert (
        list(PickupEvent.objects.order_by("pk").values()),
        list(Pickup.objects.order_by("pk").values()),
    ) == before


def test_an_order_placed_after_the_last_moment_is_refused_by_the_database(stripe: Any) -> None:
    event, late = make_fair(), make_paid_order(stripe)
    type(late).objects.filter(pk=late.pk).update(date_placed=WISH.order_until)

    with pytest.raises(DatabaseError, match="takes no more orders"), transaction.atomic():
        Pickup.objects.create(order=late, event=event)

    assert Pickup.objects.count() == 0
