"""Refunds, disputes: each of the order and its gift goes back by itself, never beyond its part."""

from typing import Any

import pytest
from django.utils import timezone
from stripe import StripeClient

from impact.books import chart
from impact.books.queries import get_balance
from impact.giving import gateway
from impact.giving.models import GiftRefund
from impact.giving.services.refunding import request_refund
from impact.giving.services.refusals import GivingRefusedError
from impact.giving.services.sweeps import submit_due_refunds
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import Dispute, Refund
from shop.stripe_checkout.queries import PaymentState, get_payment_state
from shop.stripe_checkout.services.refund_calls import sync_refunds
from tests.failure_cases import disputing, scenes
from tests.shop.addedgifts.acts import GIFT, GOODS, get_gift, list_differences, look, pay, place

pytestmark = pytest.mark.django_db
RECEIPT, VOID = (1, "receipt", GIFT), (2, "void", GIFT)


def _refund_order(order: Any) -> None:
    payments.request_refund(order_number=order.number, reason="Came back", now=timezone.now())
    payments.submit_due_refunds(now=timezone.now())


def _refund_gift(order: Any, amount_minor: int = GIFT) -> None:
    request_refund(
        gift_id=get_gift(order).pk,
        amount_minor=amount_minor,
        reason="Asked for",
        actor="staff:1",
        now=timezone.now(),
    )
    submit_due_refunds(now=timezone.now())


def _hear_refunds() -> None:
    for body in scenes.list_bodies("refund.created", "refund.updated", "charge.refunded"):
        scenes.send_webhook(body)
        payments.handle_event(event_id=body["id"], now=timezone.now())


def test_a_refund_of_the_order_leaves_the_gift(stripe: Any) -> None:
    order = pay(stripe, place())

    _refund_order(order)
    _hear_refunds()

    seen = look(order)
    assert (seen.gift, seen.fund, seen.receipts) == ("paid", GIFT, (RECEIPT,))
    assert seen.moved[-1] == ("refund", -GOODS)
    assert get_payment_state(order=order) == PaymentState.REFUNDED
    assert list_differences() == []


def test_a_refund_of_the_gift_leaves_the_order(stripe: Any) -> None:
    order = pay(stripe, place())

    _refund_gift(order)
    _hear_refunds()

    seen = look(order)
    assert (seen.gift, seen.fund, seen.receipts) == ("refunded", 0, (RECEIPT, VOID))
    assert [kind for kind, _cents in seen.moved] == ["charge", "transfer"]
    assert get_payment_state(order=order) == PaymentState.PAID
    assert (Refund.objects.count(), scenes.list_tasks()) == (0, [])
    assert list_differences() == []


def test_both_refunded_give_back_all_that_was_paid(stripe: Any) -> None:
    order = pay(stripe, place())

    _refund_gift(order, 1_000)
    _refund_order(order)
    _refund_gift(order, 1_500)
    _hear_refunds()

    assert (look(order).fund, get_balance(chart.GIFT_CLEARING)) == (0, 0)
    assert get_payment_state(order=order) == PaymentState.REFUNDED
    assert list_differences() == []


def test_neither_can_take_the_others_money(stripe: Any) -> None:
    order = pay(stripe, place())
    _refund_order(order)
    before = look(order)

    with pytest.raises(payments.RefundRefused):
        _refund_order(order)
    with pytest.raises(GivingRefusedError):
        _refund_gift(order, GIFT + 1)

    assert look(order) == before


def test_a_refund_of_the_gift_that_fails_later_gives_it_back(stripe: Any) -> None:
    order = pay(stripe, place())
    _refund_gift(order)
    refund_id = GiftRefund.objects.get().stripe_id

    disputing.switch(stripe, f"refund/{refund_id}", succeeded=False)
    sync_refunds(
        payment_intent_id=order.payment_attempts.get().payment_intent_id, now=timezone.now()
    )

    seen = look(order)
    assert (seen.gift, seen.fund) == ("paid", GIFT)
    assert [kind for _serial, kind, _minor in seen.receipts] == ["receipt", "void", "receipt"]
    assert list_differences() == []


def test_a_dispute_takes_both_and_its_end_returns_both(stripe: Any) -> None:
    order = pay(stripe, place())

    dispute_id = disputing.dispute(stripe, order)
    disputing.hear()
    disputing.hear()

    seen = look(order)
    assert (seen.order, seen.gift, seen.fund) == ("On hold", "refunded", 0)
    assert seen.moved[-1] == ("dispute", -GOODS)
    assert seen.receipts == (RECEIPT, VOID)
    assert get_payment_state(order=order) == PaymentState.DISPUTED
    assert get_balance(chart.CHARGEBACKS) == GOODS

    disputing.switch(stripe, f"dispute/{dispute_id}", won=True)
    disputing.hear()
    disputing.hear()

    seen = look(order)
    assert (seen.order, seen.gift, seen.fund) == ("Paid", "paid", GIFT)
    assert seen.moved[-1] == ("dispute_reversal", GOODS)
    assert seen.receipts[2:] == ((3, "receipt", GIFT),)
    assert get_balance(chart.CHARGEBACKS) == 0
    assert list_differences() == []


def test_a_dispute_over_a_part_falls_on_the_goods_first(stripe: Any) -> None:
    order = pay(stripe, place())

    disputing.dispute(stripe, order, amount=2_000)
    disputing.hear()

    seen = look(order)
    assert (seen.gift, seen.receipts, seen.moved[-1]) == ("paid", (RECEIPT,), ("dispute", -2_000))
    assert list_differences() == []


def test_a_dispute_after_the_order_went_back_takes_the_gift_alone(stripe: Any) -> None:
    order = pay(stripe, place())
    _refund_order(order)

    disputing.dispute(stripe, order, amount=GIFT)
    disputing.hear()
    disputing.hear()

    seen = look(order)
    assert (seen.gift, seen.fund, seen.receipts) == ("refunded", 0, (RECEIPT, VOID))
    assert [kind for kind, _cents in seen.moved] == ["charge", "transfer", "refund"]
    assert Dispute.objects.count() == 1
    assert list_differences() == []


def test_the_whole_given_back_in_stripes_dashboard_is_split(stripe: Any) -> None:
    order = pay(stripe, place())
    intent = order.payment_attempts.get().payment_intent_id

    scenes.refund_in_dashboard(intent, amount_minor=GOODS + GIFT)
    for _ in range(2):
        sync_refunds(payment_intent_id=intent, now=timezone.now())

    seen = look(order)
    assert (seen.gift, seen.fund, seen.receipts) == ("refunded", 0, (RECEIPT, VOID))
    assert seen.moved[-1] == ("refund", -GOODS)
    refund = Refund.objects.get()
    assert (refund.gross_minor, refund.takes_back_sale) == (GOODS, False)
    payments.say_refunded_lines(
        refund_id=refund.pk,
        lines={order.lines.get().pk: 1},
        with_shipping=True,
        user=None,
        now=timezone.now(),
    )
    assert list_differences() == []


def test_what_took_the_gift_alone_takes_none_of_the_order_later(stripe: Any) -> None:
    """The order's refund fails afterwards: its money is there again, the other's split stays."""
    order = pay(stripe, place())
    intent = order.payment_attempts.get().payment_intent_id
    _refund_order(order)
    of_order = Refund.objects.get().stripe_id
    scenes.refund_in_dashboard(intent, amount_minor=GIFT)
    sync_refunds(payment_intent_id=intent, now=timezone.now())

    disputing.switch(stripe, f"refund/{of_order}", succeeded=False)
    for _ in range(2):
        sync_refunds(payment_intent_id=intent, now=timezone.now())

    seen = look(order)
    assert (seen.gift, seen.fund, seen.receipts) == ("refunded", 0, (RECEIPT, VOID))
    assert Refund.objects.count() == 1
    assert get_payment_state(order=order) == PaymentState.PAID


def test_stripe_knows_whose_refund_it_is(stripe: Any) -> None:
    order = pay(stripe, place())
    _refund_gift(order)

    client = StripeClient("sk_test_standin", base_addresses={"api": stripe.url})
    [made] = client.v1.refunds.list().data

    notes = made.to_dict()["metadata"]
    assert (notes["order"], notes["gift"]) == (order.number, get_gift(order).number)


def test_a_refund_of_the_gift_whose_answer_was_lost_is_not_taken_for_the_orders(
    stripe: Any,
) -> None:
    order = pay(stripe, place())
    gift = get_gift(order)
    refund = request_refund(
        gift_id=gift.pk, amount_minor=GIFT, reason="Asked", actor="staff:1", now=timezone.now()
    )
    gateway.create_refund(
        payment_intent_id=gift.payment_intent_id or "",
        amount_minor=GIFT,
        uid=str(refund.uid),
        notes={"gift": gift.number, "order": order.number},
    )

    sync_refunds(payment_intent_id=gift.payment_intent_id or "", now=timezone.now())

    assert (look(order).gift, Refund.objects.count()) == ("refunded", 0)
    assert GiftRefund.objects.get().state == "done"
