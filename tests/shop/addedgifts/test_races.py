"""Webhook, way back and poller at once: one gift, one receipt. The twin without the lock fails."""

from collections import Counter
from typing import Any

import pytest
from django.utils import timezone

from impact.giving.models import Gift
from impact.giving.services import with_orders
from shop.stripe_checkout import gateway
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.services import settling
from tests.meeting import meet_after
from tests.shop.addedgifts.acts import GIFT, PAID, begin, get_gift, look, make_shopper, place
from tests.shop.racing import meet_before, race

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def _settle_at_once(attempt_id: int, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Settle on so many connections that all hold Stripe's answer before any of them writes."""
    monkeypatch.setattr(gateway, "get_session", meet_before(gateway.get_session, AT_ONCE))

    def settle() -> str:
        outcome = payments.settle(attempt_id=attempt_id, now=timezone.now()).outcome
        return str(outcome)

    results = race(*[settle] * AT_ONCE)
    return Counter(one if isinstance(one, str) else type(one).__name__ for one in results)


def test_settled_at_once_both_are_paid_once(stripe: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    placed = place()
    attempt = begin(placed)
    stripe.pay(attempt.session_id)

    outcomes = _settle_at_once(attempt.pk, monkeypatch)

    assert outcomes == {"paid": 1, "already": AT_ONCE - 1}
    assert look(placed.order) == PAID


def test_without_the_lock_they_collide_and_the_database_refuses(
    stripe: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed = place()
    attempt = begin(placed)
    stripe.pay(attempt.session_id)

    def read_unlocked(attempt_id: int) -> Any:
        return type(attempt).objects.select_related("order").get(pk=attempt_id)

    monkeypatch.setattr(settling, "lock_attempt", meet_after(read_unlocked, AT_ONCE))
    outcomes = _settle_at_once(attempt.pk, monkeypatch)

    assert outcomes != {"paid": 1, "already": AT_ONCE - 1}
    assert look(placed.order).receipts == ((1, "receipt", GIFT),)


def _receive_at_once(order: Any, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    def receive() -> bool:
        return with_orders.receive_order_gift(
            order_number=order.number,
            amount_minor=GIFT,
            payment_intent_id="pi_1",
            charge_id="ch_1",
            paid_at=timezone.now(),
        )

    return race(*[receive] * AT_ONCE)


def test_received_at_once_it_is_received_once(stripe: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    order = place().order

    results = _receive_at_once(order, monkeypatch)

    assert sorted(results) == [False] * (AT_ONCE - 1) + [True]
    assert look(order).receipts == ((1, "receipt", GIFT),)


def test_without_its_lock_the_gift_is_read_stale(
    stripe: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = place().order
    monkeypatch.setattr(
        with_orders,
        "_lock",
        meet_after(lambda number: Gift.objects.get(reference=number), AT_ONCE),
    )

    results = _receive_at_once(order, monkeypatch)

    assert sorted(map(str, results)) != ["False"] * (AT_ONCE - 1) + ["True"]


def test_pay_pressed_twice_at_once_is_one_order_with_one_gift(stripe: Any) -> None:
    shopper = make_shopper()

    results = race(*[lambda: place(shopper)] * 2)

    assert len({one.order.number for one in results}) == 1
    assert get_gift(results[0].order).amount_minor == GIFT
