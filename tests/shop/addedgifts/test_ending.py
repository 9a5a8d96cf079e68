"""An order that ends unpaid never made its gift real; late and differing money is decided whole."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from impact.giving.models import Gift
from impact.giving.services.refusals import GiftDiffersError
from impact.giving.services.settling import settle_gift
from impact.giving.services.sweeps import settle_due
from impact.giving.services.with_orders import receive_order_gift
from shop.order.queries import lock_order
from shop.order.services import release_order
from shop.stripe_checkout import gateway
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import Movement, PaymentAttempt, Refund
from shop.stripe_checkout.services.settling import record_session
from tests.shop.addedgifts.acts import (
    GIFT,
    GOODS,
    PAID,
    PLACED,
    begin,
    get_gift,
    list_differences,
    look,
    pay,
    place,
)

pytestmark = pytest.mark.django_db


def _cancel(order: Any) -> None:
    payments.cancel_payment(order_number=order.number, now=timezone.now())


def test_a_cancelled_order_ends_its_gift_without_a_receipt(stripe: Any) -> None:
    placed = place()
    begin(placed)

    _cancel(placed.order)

    assert look(placed.order) == type(PLACED)(
        order="Cancelled", gift="failed", moved=(), receipts=(), fund=0, mails=()
    )


def test_the_clock_of_giving_leaves_the_gift_to_its_order(stripe: Any) -> None:
    placed = place()
    begin(placed)

    settle_due(now=timezone.now() + timedelta(days=2))
    settle_gift(gift_id=get_gift(placed.order).pk, now=timezone.now() + timedelta(days=2))

    assert look(placed.order) == PLACED


def test_late_money_that_revives_the_order_revives_its_gift(stripe: Any) -> None:
    placed = place()
    attempt = begin(placed)
    stripe.pay(attempt.session_id)
    order = lock_order(placed.order.pk)
    release_order(order=order, now=timezone.now())
    assert get_gift(order).state == Gift.State.FAILED

    payments.settle(attempt_id=attempt.pk, now=timezone.now())

    assert look(order) == PAID


def test_late_money_for_goods_that_are_gone_goes_back_whole(stripe: Any) -> None:
    placed = place()
    attempt = begin(placed)
    stripe.pay(attempt.session_id)
    order = lock_order(placed.order.pk)
    release_order(order=order, now=timezone.now())
    type(order.lines.get().stockrecord).objects.update(num_in_stock=0)

    payments.settle(attempt_id=attempt.pk, now=timezone.now())
    payments.submit_due_refunds(now=timezone.now())

    seen = look(order)
    assert (seen.order, seen.gift, seen.receipts) == ("Cancelled", "failed", ())
    assert seen.moved == (("charge", GOODS + GIFT), ("refund", -GOODS - GIFT))
    assert list_differences() == []


def _pay_otherwise(stripe: Any, by_minor: int) -> Any:
    """Pay with other money than was asked for; return the attempt, on hold."""
    attempt = begin(place())
    stripe.pay(attempt.session_id)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(amount_minor=GOODS + GIFT - by_minor)
    payments.settle(attempt_id=attempt.pk, now=timezone.now())
    PaymentAttempt.objects.filter(pk=attempt.pk).update(amount_minor=GOODS + GIFT)
    return PaymentAttempt.objects.select_related("order").get(pk=attempt.pk)


def test_differing_money_holds_the_order_and_makes_no_gift(stripe: Any) -> None:
    attempt = _pay_otherwise(stripe, 100)

    seen = look(attempt.order)
    assert (seen.order, seen.gift, seen.moved) == (
        "On hold",
        "placed",
        (("charge", GOODS + GIFT),),
    )
    assert (seen.receipts, seen.fund) == ((), 0)


def test_differing_money_that_goes_back_ends_the_gift(stripe: Any, staff: Any) -> None:
    attempt = _pay_otherwise(stripe, 100)

    payments.give_back_difference(attempt_uid=str(attempt.uid), user=staff, now=timezone.now())

    assert look(attempt.order).gift == "failed"
    assert Refund.objects.get().gross_minor == GOODS + GIFT


def test_too_much_money_accepted_pays_both_and_the_rest_goes_back(stripe: Any, staff: Any) -> None:
    attempt = _pay_otherwise(stripe, 100)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(amount_minor=GOODS + GIFT - 100)
    Gift.objects.update(amount_minor=GIFT - 100)

    payments.accept_difference(attempt_uid=str(attempt.uid), user=staff, now=timezone.now())
    payments.submit_due_refunds(now=timezone.now())

    seen = look(attempt.order)
    assert (seen.gift, seen.fund, Refund.objects.get().gross_minor) == ("paid", GIFT - 100, 100)
    assert list_differences() == []


def test_too_little_money_pays_the_order_and_gives_the_gift_up(stripe: Any, staff: Any) -> None:
    attempt = _pay_otherwise(stripe, 100)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(amount_minor=GOODS + GIFT + 100)
    Gift.objects.update(amount_minor=GIFT + 100)

    payments.accept_difference(attempt_uid=str(attempt.uid), user=staff, now=timezone.now())
    payments.submit_due_refunds(now=timezone.now())

    seen = look(attempt.order)
    assert (seen.order, seen.gift, seen.receipts, seen.fund) == ("Paid", "failed", (), 0)
    assert attempt.order.total_incl_tax * 100 == GOODS
    assert Refund.objects.get().gross_minor == GIFT
    assert list_differences() == []


def test_a_second_payment_goes_back_whole_and_makes_no_second_gift(stripe: Any) -> None:
    placed = place()
    order = pay(stripe, placed)
    first = order.payment_attempts.get()
    second = PaymentAttempt.objects.create(
        order=order,
        state="open",
        amount_minor=GOODS + GIFT,
        currency="USD",
        livemode=False,
        session_id="cs_second",
        expires_at=first.expires_at,
        created_at=first.created_at,
        poll_at=first.poll_at,
    )
    session = gateway.get_session(session_id=first.session_id or "")
    record_session(
        attempt_id=second.pk,
        session=replace(
            session, id="cs_second", charge_id="ch_second", payment_intent_id="pi_second"
        ),
        now=timezone.now(),
    )

    assert Refund.objects.get().gross_minor == GOODS + GIFT
    assert Movement.objects.filter(kind="transfer").count() == 1
    assert look(order).receipts == ((1, "receipt", GIFT),)


def test_another_amount_than_was_written_down_is_refused(stripe: Any) -> None:
    order = place().order

    with pytest.raises(GiftDiffersError):
        receive_order_gift(
            order_number=order.number,
            amount_minor=GIFT - 1,
            payment_intent_id="pi_1",
            charge_id="ch_1",
            paid_at=timezone.now(),
        )

    assert look(order) == PLACED
