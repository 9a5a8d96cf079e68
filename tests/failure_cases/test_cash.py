"""Cash pays an order once, whatever happens at Stripe meanwhile."""

from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from nomi.platform.outbox.models import OutboxMessage
from shop.stripe_checkout import gateway, services
from shop.stripe_checkout.models import Movement, PaymentAttempt, Refund
from shop.stripe_checkout.queries import get_payment_state
from shop.stripe_checkout.services import cash
from tests.failure_cases import scenes
from tests.failure_cases.till import PAID, TOTAL, read_facts, take
from tests.meeting import meet_after
from tests.shop.racing import race


@pytest.mark.django_db
def test_cash_pays_the_order_and_stands_in_the_till(seller: Any) -> None:
    order = scenes.make_order()

    movement = take(order, seller)

    attempt = order.payment_attempts.get()
    assert read_facts(order) == PAID
    assert movement.stripe_id == f"cash:{order.number}"
    assert (attempt.method, attempt.taken_by, attempt.session_id) == ("cash", seller, None)
    assert get_payment_state(order=order) == "paid"


@pytest.mark.django_db
def test_cash_taken_twice_is_taken_once(seller: Any) -> None:
    order = scenes.make_order()

    first, second = take(order, seller), take(order, seller)

    assert first == second
    assert read_facts(order) == PAID


@pytest.mark.django_db
@pytest.mark.parametrize("amount_minor", [TOTAL - 1, TOTAL + 1, 0])
def test_another_amount_than_the_total_is_refused_in_words(seller: Any, amount_minor: int) -> None:
    order = scenes.make_order()
    before = read_facts(order)

    with pytest.raises(services.CashRefused, match=r"costs \$23\.00; .* change that you give"):
        take(order, seller, amount_minor=amount_minor)

    assert read_facts(order) == before
    assert PaymentAttempt.objects.count() == 0


@pytest.mark.django_db
def test_an_order_without_an_address_owes_no_mail(seller: Any) -> None:
    order = scenes.make_order()
    type(order).objects.filter(pk=order.pk).update(guest_email="")

    take(order, seller)
    services.request_refund(order_number=order.number, reason="Broken", now=timezone.now())
    services.hand_back(
        refund_id=Refund.objects.get().pk, how="In cash", by=seller, now=timezone.now()
    )

    assert OutboxMessage.objects.count() == 0


@pytest.mark.django_db
def test_cash_closes_the_open_link_first(stripe: Any, seller: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)

    take(order, seller)

    attempt.refresh_from_db()
    assert attempt.state == PaymentAttempt.State.SUPERSEDED
    assert not scenes.try_to_pay(stripe, attempt.session_id)
    services.settle(attempt_id=attempt.pk, now=timezone.now())  # Stripe tells of the closed page
    assert read_facts(order) == PAID


@pytest.mark.django_db
def test_no_cash_is_due_when_the_link_was_paid(stripe: Any, seller: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)

    with pytest.raises(services.CashRefused, match="no cash is due"):
        take(order, seller)

    assert read_facts(order) == {
        **PAID,
        "moved": [("charge", TOTAL)],
        "entries": ["sale"],
        "cash": 0,
        "clearing": TOTAL,
    }


@pytest.mark.django_db
def test_a_link_that_ran_out_at_this_moment_does_not_lose_the_cash(
    stripe: Any, seller: Any
) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    gateway.expire_session(session_id=attempt.session_id)
    services.settle(attempt_id=attempt.pk, now=timezone.now())  # the webhook was quicker

    take(order, seller)

    assert read_facts(order) == PAID


@pytest.mark.django_db
def test_cash_for_a_cancelled_order_whose_goods_are_sold_is_refused(
    stripe: Any, seller: Any
) -> None:
    record = scenes.make_record(in_stock=1)
    order = scenes.make_order(record=record)
    attempt = scenes.begin(order)
    services.end_attempt(attempt_id=attempt.pk, reason="Too late", now=timezone.now())
    scenes.make_order(record=record)
    before = read_facts(order)

    with pytest.raises(services.CashRefused, match="its goods are sold"):
        take(order, seller)

    assert read_facts(order) == before


@pytest.mark.django_db
def test_cash_for_a_paid_order_is_refused(stripe: Any, seller: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)
    services.settle(attempt_id=attempt.pk, now=timezone.now())
    before = read_facts(order)

    with pytest.raises(services.CashRefused):
        take(order, seller)

    assert read_facts(order) == before


@pytest.mark.django_db(transaction=True)
def test_six_presses_at_once_take_cash_once(seller: Any) -> None:
    order = scenes.make_order()

    results = race(*[lambda: take(order, seller)] * 6)

    assert {type(result) for result in results} == {Movement}
    assert read_facts(order) == PAID


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_presses_at_once_run_into_the_database(
    seller: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the lock is what makes the second press the same act instead of an error."""
    order = scenes.make_order()
    monkeypatch.setattr(
        cash, "lock_order", meet_after(lambda pk: type(order).objects.get(pk=pk), 4)
    )

    results = race(*[lambda: take(order, seller)] * 4)

    assert IntegrityError in {type(result) for result in results}


@pytest.mark.django_db(transaction=True)
def test_link_paid_and_cash_taken_at_once_pay_once(stripe: Any, seller: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)

    paid, taken = race(
        lambda: scenes.try_to_pay(stripe, attempt.session_id), lambda: take(order, seller)
    )
    services.settle(attempt_id=attempt.pk, now=timezone.now())

    kinds = [kind for kind, _cents in read_facts(order)["moved"]]
    assert kinds == (["charge"] if paid else ["cash"])
    assert isinstance(taken, services.CashRefused) is paid


@pytest.mark.django_db(transaction=True)
def test_link_left_open_takes_money_twice(
    stripe: Any, seller: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: without closing the page first, its buyer can still pay, and must be repaid."""
    order = scenes.make_order()
    attempt = scenes.begin(order)
    monkeypatch.setattr(cash, "close_pages", lambda **_: {attempt.session_id})

    take(order, seller)
    paid = scenes.try_to_pay(stripe, attempt.session_id)
    services.settle(attempt_id=attempt.pk, now=timezone.now())

    assert paid
    assert read_facts(order)["moved"] == [("cash", TOTAL), ("charge", TOTAL)]
    assert scenes.list_tasks() == [("paid_twice", str(attempt.uid))]
