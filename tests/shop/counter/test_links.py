"""Orders that staff take and a link pays: placed like a shopper's, settled like a shopper's."""

import logging
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from nomi.platform.outbox.models import OutboxMessage
from nomi.platform.outbox.services import relay_due
from shop.counter.models import CounterSale
from shop.counter.services import take_order
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import Movement, PaymentAttempt
from tests.failure_cases import scenes
from tests.shop.counter.taking import fill, place, take, wish
from tests.shop.shopping import get_record, make_product


def test_a_telephone_order_waits_for_its_link(stripe: Any, seller: Any) -> None:
    product = make_product(stock=5)

    taken = take(wish(product, 2, note="Calls back at noon"), seller)
    relay_due(now=timezone.now())

    order = get_model("order", "Order").objects.get()
    attempt = order.payment_attempts.get()
    left = attempt.expires_at - timezone.now()
    assert (order.status, order.guest_email) == ("Awaiting payment", "ada@buyer.example")
    assert (order.total_incl_tax, order.lines.get().cost.landed_unit_minor) == (
        Decimal("43.95"),
        1320,
    )
    assert get_record(product).num_allocated == 2
    assert 23 * 3_600 < left.total_seconds() < 24 * 3_600
    assert (taken.link, taken.sale.order) == (attempt.url, order)
    assert order.notes.get(note_type="Info").message == "Calls back at noon"
    [letter] = mail.outbox
    assert letter.to == ["ada@buyer.example"]
    assert letter.subject == f"Pay for order {order.number}"
    for body in (letter.body, letter.alternatives[0][0]):
        assert attempt.url in body
        assert "$43.95" in body


def test_the_link_settles_like_a_shoppers(stripe: Any, seller: Any) -> None:
    taken = take(wish(make_product(), 1), seller)
    attempt = taken.sale.order.payment_attempts.get()

    stripe.pay(attempt.session_id)
    payments.settle(attempt_id=attempt.pk, now=timezone.now())

    taken.sale.order.refresh_from_db()
    assert taken.sale.order.status == "Paid"


def test_a_link_that_runs_out_gives_the_goods_back(stripe: Any, seller: Any) -> None:
    product = make_product(stock=5)
    attempt = take(wish(product, 2), seller).sale.order.payment_attempts.get()
    scenes.make_overdue(attempt)

    payments.expire_overdue_attempts(now=timezone.now())

    attempt.order.refresh_from_db()
    assert attempt.order.status == "Cancelled"
    assert get_record(product).num_allocated == 0


def test_a_new_link_closes_the_old_one_and_keeps_the_goods(stripe: Any, seller: Any) -> None:
    product = make_product(stock=5)
    order = take(wish(product, 2), seller).sale.order
    old = order.payment_attempts.get()

    new = payments.renew_link(order_number=order.number, now=timezone.now())
    payments.settle(attempt_id=old.pk, now=timezone.now())  # Stripe tells of the closed page

    new.refresh_from_db()
    order.refresh_from_db()
    assert not scenes.try_to_pay(stripe, old.session_id)
    assert (new.state, order.status) == ("open", "Awaiting payment")
    assert get_record(product).num_allocated == 2
    assert OutboxMessage.objects.filter(kind="payment_link").count() == 2


def test_a_new_link_is_refused_when_the_old_one_was_paid(stripe: Any, seller: Any) -> None:
    order = take(wish(make_product(), 1), seller).sale.order
    stripe.pay(order.payment_attempts.get().session_id)

    with pytest.raises(payments.LinkRefused, match="paid at this moment"):
        payments.renew_link(order_number=order.number, now=timezone.now())

    order.refresh_from_db()
    assert order.status == "Paid"
    assert not order.payment_attempts.filter(state__in=PaymentAttempt.LIVE).exists()
    assert Movement.objects.count() == 1


def test_closing_the_old_link_before_the_new_is_written_down_cancels_the_order(
    stripe: Any, seller: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: while the old attempt is still live, the end of its page ends the order."""
    product = make_product(stock=5)
    order = take(wish(product, 2), seller).sale.order
    old = order.payment_attempts.get()
    monkeypatch.setattr(payments.links, "_replace_attempt", lambda _id, **_: old)
    monkeypatch.setattr(payments.links, "send_link", lambda **_: "")

    payments.renew_link(order_number=order.number, now=timezone.now())
    payments.settle(attempt_id=old.pk, now=timezone.now())

    order.refresh_from_db()
    assert order.status == "Cancelled"


def test_without_stripe_the_order_waits_and_its_link_comes_later(stripe: Any, seller: Any) -> None:
    stripe.faults.set("500", path="/v1/checkout/sessions", times=9)

    taken = take(wish(make_product(), 1), seller)
    stripe.faults.clear()
    again = take_order(
        wish=wish(make_product(), 1),
        expected="",
        cash_minor=0,
        key="form-1",
        by=seller,
        now=timezone.now(),
    )

    assert (taken.link, CounterSale.objects.count()) == ("", 1)
    assert again.link.startswith("http")


def test_no_log_holds_the_hosted_page(
    stripe: Any, desk: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    data = fill(make_product(), payment="link", email="ada@buyer.example")

    place(desk, data)
    relay_due(now=timezone.now())

    url = PaymentAttempt.objects.get().url
    assert url not in caplog.text
    assert url.rsplit("/", 1)[-1] not in caplog.text
