"""Cash: it pays an order once, whatever happens at Stripe meanwhile, and goes back by hand."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError
from django.utils import timezone
from oscar.core.loading import get_model

from impact.books import chart
from impact.books.models import Entry, Line
from impact.books.queries import get_balance
from nomi.platform.outbox.models import OutboxMessage
from shop.stripe_checkout import gateway, services
from shop.stripe_checkout.models import Movement, PaymentAttempt, Refund
from shop.stripe_checkout.queries import get_payment_state
from shop.stripe_checkout.services import cash
from tests.failure_cases import scenes
from tests.shop.racing import meet_before, race

TOTAL = 2_300
"""A tote at $18.00 and delivery for $5.00."""


@pytest.fixture
def seller(db: None) -> Any:
    return get_user_model().objects.create_user("seller", "seller@nomi.example", "x-long-enough-1")


def take(order: Any, seller: Any, *, amount_minor: int = TOTAL) -> Movement:
    return services.take_cash(
        order_number=order.number, amount_minor=amount_minor, by=seller, now=timezone.now()
    )


def read_facts(order: Any) -> dict[str, Any]:
    """Return everything that must happen once, or not at all."""
    order.refresh_from_db()
    record = get_model("partner", "StockRecord").objects.get(pk=order.lines.get().stockrecord_id)
    moved = Movement.objects.filter(order=order).order_by("pk")
    return {
        "status": order.status,
        "moved": list(moved.values_list("kind", "amount_minor")),
        "entries": sorted(
            Entry.objects.filter(reference=order.number).values_list("kind", flat=True)
        ),
        "cash": get_balance(chart.CASH),
        "clearing": sum(
            Line.objects.filter(
                account__code=chart.ORDER_CLEARING, entry__reference=order.number
            ).values_list("amount_minor", flat=True)
        ),
        "held": record.num_allocated or 0,
        "mails": sorted(OutboxMessage.objects.values_list("kind", flat=True)),
    }


PAID = {
    "status": "Paid",
    "moved": [("cash", TOTAL)],
    "entries": ["cash", "sale"],
    "cash": TOTAL,
    "clearing": 0,
    "held": 1,
    "mails": ["order_paid"],
}


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
    found = meet_before(lambda *, pk: type(order).objects.get(pk=pk), 4)
    monkeypatch.setattr(cash, "lock_order", lambda pk: found(pk=pk))

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


@pytest.mark.django_db
def test_refund_of_cash_waits_for_a_person_and_never_goes_to_stripe(seller: Any) -> None:
    order = scenes.make_order()
    take(order, seller)

    refund = services.request_refund(order_number=order.number, reason="Broken", now=timezone.now())
    carried = services.submit_due_refunds(now=timezone.now())
    same = services.submit_refund(refund_id=refund.pk, now=timezone.now())

    assert (carried, same.state) == (0, Refund.State.REQUESTED)
    assert read_facts(order) == PAID


@pytest.mark.django_db
def test_cash_handed_back_twice_goes_back_once(seller: Any) -> None:
    order = scenes.make_order()
    take(order, seller)
    line = order.lines.get()
    refund = services.request_refund(
        order_number=order.number, reason="Broken", now=timezone.now(), lines={line.pk: 1}
    )

    for _press in range(2):
        services.hand_back(refund_id=refund.pk, how="In cash", by=seller, now=timezone.now())

    refund.refresh_from_db()
    assert (refund.state, refund.handed_back_by) == (Refund.State.SUCCEEDED, seller)
    assert read_facts(order) == {
        **PAID,
        "moved": [("cash", TOTAL), ("refund", -1_800)],
        "entries": ["cash", "cash", "refund", "sale"],
        "cash": 500,
        "mails": ["order_paid", "order_refunded"],
    }
    assert get_payment_state(order=order) == "partly refunded"


@pytest.mark.django_db(transaction=True)
def test_six_hands_give_cash_back_once(seller: Any) -> None:
    order = scenes.make_order()
    take(order, seller)
    refund = services.request_refund(order_number=order.number, reason="x", now=timezone.now())

    def press() -> Refund:
        return services.hand_back(refund_id=refund.pk, how="In cash", by=seller, now=timezone.now())

    results = race(*[press] * 6)

    assert {type(result) for result in results} == {Refund}
    assert read_facts(order)["moved"] == [("cash", TOTAL), ("refund", -TOTAL)]
    assert read_facts(order)["cash"] == 0


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_hands_at_once_run_into_the_database(
    seller: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the lock is what makes the second hand find the first one's refund done."""
    order = scenes.make_order()
    take(order, seller)
    refund = services.request_refund(order_number=order.number, reason="x", now=timezone.now())
    found = meet_before(lambda *, pk: Refund.objects.get(pk=pk), 4)
    monkeypatch.setattr(cash, "lock_refund", lambda pk: found(pk=pk))

    def press() -> Refund:
        return services.hand_back(refund_id=refund.pk, how="In cash", by=seller, now=timezone.now())

    results = race(*[press] * 4)

    assert IntegrityError in {type(result) for result in results}


@pytest.mark.django_db
def test_more_than_was_taken_never_goes_back(seller: Any) -> None:
    order = scenes.make_order()
    take(order, seller)
    services.request_refund(order_number=order.number, reason="Broken", now=timezone.now())

    with pytest.raises(services.RefundRefused):
        services.request_refund(order_number=order.number, reason="Again", now=timezone.now())

    assert Refund.objects.count() == 1


@pytest.mark.django_db
def test_refund_that_stripe_makes_is_not_handed_back(stripe: Any, seller: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)
    services.settle(attempt_id=attempt.pk, now=timezone.now())
    refund = services.request_refund(order_number=order.number, reason="x", now=timezone.now())
    before = read_facts(order)

    with pytest.raises(services.CashRefused, match="by Stripe"):
        services.hand_back(refund_id=refund.pk, how="In cash", by=seller, now=timezone.now())

    refund.refresh_from_db()
    assert refund.state == Refund.State.REQUESTED
    assert read_facts(order) == before
