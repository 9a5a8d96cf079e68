"""Cash goes back by hand, once, and never through Stripe."""

from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from shop.stripe_checkout import services
from shop.stripe_checkout.models import Refund
from shop.stripe_checkout.queries import get_payment_state
from shop.stripe_checkout.services import cash
from tests.failure_cases import scenes
from tests.failure_cases.till import PAID, TOTAL, read_facts, take
from tests.shop.racing import meet_before, race


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
