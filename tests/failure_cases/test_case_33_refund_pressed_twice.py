"""Cases 32 and 33: partial refunds, and one pressed twice. Never more than was captured."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from shop.events import OrderRefunded, order_refunded
from shop.stripe_checkout import queries, services
from shop.stripe_checkout.models import Movement, Refund
from shop.stripe_checkout.services import refund_lines, refund_requests
from tests.failure_cases import scenes
from tests.meeting import make_turnstile

AT_ONCE = 6


def _pay(stripe: Any, *, quantity: int = 3) -> Any:
    order = scenes.make_order(quantity=quantity)
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)
    services.settle(attempt_id=attempt.pk, now=timezone.now())
    return order


def _refund(order: Any, **wishes: Any) -> Refund:
    return services.request_refund(
        order_number=order.number, reason="Broken", now=timezone.now(), **wishes
    )


def _sum_refunds() -> int:
    return -sum(Movement.objects.filter(kind="refund").values_list("amount_minor", flat=True))


@pytest.fixture
def heard() -> Any:
    """Return the refund events that others hear."""
    events: list[OrderRefunded] = []

    def hear(event: OrderRefunded, **_signal: Any) -> None:
        events.append(event)

    order_refunded.connect(hear)
    yield events
    order_refunded.disconnect(hear)


@pytest.mark.django_db
def test_pressing_twice_refunds_once(stripe: Any, heard: list[OrderRefunded]) -> None:
    order = _pay(stripe)

    first, second = _refund(order, key="form-1"), _refund(order, key="form-1")
    for refund in (first, second):
        services.submit_refund(refund_id=refund.pk, now=timezone.now())

    assert first.pk == second.pk
    assert _sum_refunds() == 5900
    assert [event.gross_minor for event in heard] == [5900]
    assert queries.get_payment_state(order=order) == "refunded"


@pytest.mark.django_db
def test_partial_refunds_end_exactly_at_the_whole(stripe: Any, heard: list[OrderRefunded]) -> None:
    order = _pay(stripe)
    line = order.lines.get()

    for _ in range(2):
        refund = _refund(order, lines={line.pk: 1})
        services.submit_refund(refund_id=refund.pk, now=timezone.now())
    partly = queries.get_payment_state(order=order)
    rest = _refund(order)
    services.submit_refund(refund_id=rest.pk, now=timezone.now())

    assert partly == "partly refunded"
    assert [(e.gross_minor, e.shipping_minor, e.lines[0].quantity) for e in heard] == [
        (1800, 0, 1),
        (1800, 0, 1),
        (2300, 500, 1),
    ]
    assert _sum_refunds() == 5900


@pytest.mark.django_db
@pytest.mark.parametrize("pieces", [0, -1, 4, 10**9])
def test_refund_of_pieces_that_are_not_there_is_refused(stripe: Any, pieces: int) -> None:
    order = _pay(stripe)

    with pytest.raises(services.RefundRefused):
        _refund(order, lines={order.lines.get().pk: pieces})

    assert Refund.objects.count() == 0


@pytest.mark.django_db
def test_refund_of_an_unpaid_order_is_refused(stripe: Any) -> None:
    order = scenes.make_order()
    scenes.begin(order)

    with pytest.raises(services.RefundRefused):
        _refund(order)

    assert Refund.objects.count() == 0


@pytest.mark.django_db
def test_command_refunds_once_however_often_it_is_run(stripe: Any, capsys: Any) -> None:
    order = _pay(stripe, quantity=1)

    for _ in range(2):
        call_command("refund_order", order.number)

    assert _sum_refunds() == 2300
    assert Refund.objects.count() == 1


@pytest.mark.django_db
def test_command_says_what_it_cannot_read(stripe: Any) -> None:
    order = _pay(stripe)

    with pytest.raises(CommandError, match="two whole numbers"):
        call_command("refund_order", order.number, "--line", "one:two")

    assert Refund.objects.count() == 0


def _press_at_once(order: Any) -> int:
    def press() -> bool:
        try:
            _refund(order)
        except services.RefundRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(done.result() for done in [pool.submit(press) for _ in range(AT_ONCE)])


@pytest.mark.django_db(transaction=True)
def test_refunds_asked_at_once_never_exceed_what_was_captured(stripe: Any) -> None:
    order = _pay(stripe)

    granted = _press_at_once(order)

    assert granted == 1
    assert sum(Refund.objects.values_list("gross_minor", flat=True)) == 5900


@pytest.mark.django_db(transaction=True)
def test_refunds_asked_at_once_exceed_it_without_the_lock(stripe: Any, monkeypatch: Any) -> None:
    order = _pay(stripe)
    monkeypatch.setattr(refund_requests, "lock_order", lambda pk: type(order).objects.get(pk=pk))
    slow = refund_lines.get_refunded_parts
    wait = make_turnstile(AT_ONCE)

    def read_together(**which: Any) -> Any:
        parts = slow(**which)
        wait()
        return parts

    monkeypatch.setattr(refund_lines, "get_refunded_parts", read_together)

    granted = _press_at_once(order)

    assert granted > 1
    assert sum(Refund.objects.values_list("gross_minor", flat=True)) > 5900
