"""What an auditor tried: nothing is lost, doubled, stuck or let out."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from impact.books.queries import get_balance
from shop.order import services as orders
from shop.order.links import get_order_token
from shop.order.queries import lock_order
from shop.stripe_checkout import gateway, services
from shop.stripe_checkout.models import Movement, PaymentAttempt, Refund, StripeEvent
from shop.stripe_checkout.services.refund_calls import sync_refunds
from tests.failure_cases import scenes
from tests.shop.shopping import (
    Shopper,
    make_basket,
    make_country,
    make_product,
    make_voucher,
    prove,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("signature", ["t=1,v1=\u00e9", "t=1,v1=", "t=x,v1=1", "\u00e9", "t=1", ""])
def test_a_signature_of_any_letters_is_a_bad_signature(signature: str) -> None:
    with pytest.raises(services.BadSignature):
        services.receive_webhook(body=b"{}", signature=signature, now=timezone.now())

    assert StripeEvent.objects.count() == 0


def _read_counters() -> tuple[int, int, int]:
    voucher = get_model("voucher", "Voucher").objects.get()
    offer = get_model("offer", "ConditionalOffer").objects.get()
    return voucher.num_orders, voucher.applications.count(), offer.num_applications


def test_late_money_uses_the_voucher_again_and_a_later_cancelling_gives_it_back_once() -> None:
    make_country()
    basket = make_basket((make_product(), 1))
    basket.vouchers.add(make_voucher())
    order = Shopper(basket=basket).pay().order
    now = timezone.now()

    orders.release_order(order=lock_order(order.pk), now=now)
    released = _read_counters()
    order = lock_order(order.pk)
    assert orders.revive_order(order=order, now=now) is True
    orders.change_status(order=order, to="Paid", reason="", now=now)
    revived = _read_counters()
    orders.release_order(order=order, now=now)

    assert (released, revived, _read_counters()) == ((0, 0, 0), (1, 1, 1), (0, 0, 0))


def test_a_session_that_stripe_does_not_know_is_no_server_error(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(session_id="cs_nowhere")
    token = get_order_token(order=order)
    browser = Client(raise_request_exception=False)
    prove(browser, order)

    answer = browser.post(f"/checkout/return/{token}/cancel/")

    assert answer.status_code == 200
    assert scenes.count_effects(order) == scenes.UNPAID


def test_one_poisoned_row_does_not_stop_a_sweep(stripe: Any, monkeypatch: Any) -> None:
    poisoned, sound = (scenes.begin(scenes.make_order()) for _ in range(2))
    for attempt in (poisoned, sound):
        stripe.pay(attempt.session_id)
        scenes.make_overdue(attempt)
    true_build = orders.build_paid_event

    def build(*, order: Any, paid_at: Any) -> Any:
        if order.pk == poisoned.order_id:
            raise KeyError(order.pk)
        return true_build(order=order, paid_at=paid_at)

    monkeypatch.setattr(orders, "build_paid_event", build)

    with pytest.raises(ExceptionGroup):
        services.settle_due_attempts(now=timezone.now())

    assert scenes.count_effects(sound.order) == scenes.PAID
    assert scenes.count_effects(poisoned.order) == scenes.UNPAID


def test_an_event_that_breaks_us_is_counted_kept_and_given_to_staff_in_the_end(
    stripe: Any, monkeypatch: Any
) -> None:
    attempt = scenes.begin(scenes.make_order())
    stripe.pay(attempt.session_id)
    [body] = scenes.list_bodies("checkout.session.completed")
    scenes.send_webhook(body)

    def build(**_facts: Any) -> Any:
        raise KeyError

    monkeypatch.setattr(orders, "build_paid_event", build)
    start = timezone.now()
    for now in (start, start + timedelta(days=5)):
        with pytest.raises(KeyError):
            services.handle_event(event_id=body["id"], now=now)

    event = StripeEvent.objects.get(pk=body["id"])
    assert (event.state, event.tries, event.error) == ("dead", 2, "KeyError")
    assert scenes.list_tasks() == [("event_given_up", body["id"])]


def _pay(stripe: Any, *, quantity: int = 1, shipping: str = "5.00") -> Any:
    order = scenes.make_order(quantity=quantity, shipping=shipping)
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)
    services.settle(attempt_id=attempt.pk, now=timezone.now())
    return order


def test_a_refund_that_fails_weeks_later_gives_the_sale_back_and_the_next_takes_it_once(
    stripe: Any, monkeypatch: Any
) -> None:
    order = _pay(stripe)
    now = timezone.now()
    refund = services.request_refund(order_number=order.number, reason="Torn", now=now)
    services.submit_refund(refund_id=refund.pk, now=now)
    refund.refresh_from_db()
    failed = replace(gateway.get_refund(refund_id=refund.stripe_id), status="failed")
    monkeypatch.setattr(gateway, "list_refunds", lambda **_: [failed])
    intent = order.payment_attempts.get().payment_intent_id
    sync_refunds(payment_intent_id=intent, now=now)
    sync_refunds(payment_intent_id=intent, now=now)
    undone = get_balance("refunds")
    again = services.request_refund(order_number=order.number, reason="Torn", now=now)
    made = replace(failed, id="re_again", status="succeeded")
    monkeypatch.setattr(gateway, "create_refund", lambda **_: made)
    services.submit_refund(refund_id=again.pk, now=now)

    again.refresh_from_db()
    with pytest.raises(services.RefundRefused):
        services.request_refund(order_number=order.number, reason="Again", now=now)
    assert (undone, get_balance("clearing:orders"), get_balance("share")) == (0, 0, 0)
    assert (again.state, again.gross_minor) == ("succeeded", 2300)
    assert sum(Movement.objects.values_list("amount_minor", flat=True)) == 0


def test_one_key_is_not_the_refund_of_two_orders(stripe: Any) -> None:
    first, second = _pay(stripe), _pay(stripe)
    now = timezone.now()
    services.request_refund(order_number=first.number, reason="Torn", now=now, key="one")

    with pytest.raises(services.RefundRefused):
        services.request_refund(order_number=second.number, reason="Torn", now=now, key="one")

    assert Refund.objects.count() == 1


def test_the_command_tells_two_long_lists_of_pieces_apart(stripe: Any, monkeypatch: Any) -> None:
    keys: list[str] = []

    def request(*, key: str, **_rest: Any) -> Any:
        keys.append(key)
        raise services.RefundRefused

    monkeypatch.setattr(services, "request_refund", request)
    for last in (98, 99):
        parts = [f"--line={10_000 + number}:1" for number in [*range(30), last]]
        with pytest.raises(CommandError):
            call_command("refund_order", "N-1", *parts)

    assert len(set(keys)) == 2
    assert max(map(len, keys)) <= 120


@pytest.mark.parametrize("steps", [(1, 1, 1), (2, 1), (3,), (1, 2)])
@pytest.mark.parametrize("when_shipping", [0, -1])
def test_any_sequence_of_refunds_gives_back_each_cent_once(
    stripe: Any, steps: tuple[int, ...], when_shipping: int
) -> None:
    order = scenes.make_order(quantity=3, shipping="5.01")
    line = order.lines.get()
    type(line).objects.update(
        line_price_excl_tax=Decimal("50.02"), line_price_incl_tax=Decimal("54.19")
    )
    type(order).objects.update(
        total_excl_tax=Decimal("55.03"),
        shipping_incl_tax=Decimal("5.45"),
        total_incl_tax=Decimal("59.64"),
    )
    order.refresh_from_db()
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)
    services.settle(attempt_id=attempt.pk, now=timezone.now())

    for number, pieces in enumerate(steps):
        refund = services.request_refund(
            order_number=order.number,
            lines={line.pk: pieces},
            with_shipping=number == when_shipping % len(steps),
            reason="Torn",
            now=timezone.now(),
        )
        services.submit_refund(refund_id=refund.pk, now=timezone.now())

    parts = [(r.gross_minor, r.shipping_minor, r.tax_minor) for r in Refund.objects.all()]
    assert tuple(map(sum, zip(*parts, strict=True))) == (5964, 501, 461)
    assert sum(Movement.objects.values_list("amount_minor", flat=True)) == 0
    with pytest.raises(services.RefundRefused):
        services.request_refund(order_number=order.number, reason="More", now=timezone.now())


def test_late_money_for_an_old_order_leaves_the_basket_to_the_newer_one() -> None:
    make_country()
    basket = make_basket((make_product(), 1))
    shopper, now = Shopper(basket=basket), timezone.now()
    old = lock_order(shopper.pay().order.pk)
    orders.release_order(order=old, now=now)
    newer = shopper.pay().order

    assert orders.revive_order(order=old, now=now) is True
    orders.change_status(order=old, to="Paid", reason="", now=now)
    orders.submit_basket(order=old, now=now)
    basket.refresh_from_db()
    waiting = basket.status
    orders.release_order(order=lock_order(newer.pk), now=now)
    basket.refresh_from_db()

    assert (waiting, basket.status) == ("Frozen", "Open")


def test_a_second_session_of_one_attempt_is_shown_to_staff_and_hides_no_money(stripe: Any) -> None:
    attempt = scenes.begin(scenes.make_order())
    second = attempt.session_id
    PaymentAttempt.objects.filter(pk=attempt.pk).update(session_id="cs_first")
    stripe.pay(second)

    for _ in range(2):
        services.find_unrecorded_sessions(now=timezone.now())

    attempt.refresh_from_db()
    assert scenes.list_tasks() == [("session_without_order", second)]
    assert attempt.session_id == "cs_first"
    assert scenes.count_effects(attempt.order) == scenes.UNPAID
