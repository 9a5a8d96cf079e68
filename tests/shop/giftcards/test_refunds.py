"""Money goes back the way it came: Stripe first, the card last; a bought card gives its price."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from impact.books.queries import get_balance
from nomi.platform.outbox.models import OutboxMessage
from nomi.platform.outbox.registry import get_renderer
from shop.fulfilment.services import cancel_pieces
from shop.giftcards.models import GiftCard
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import Movement, Refund
from shop.stripe_checkout.queries import PaymentState, get_payment_state
from shop.stripe_checkout.services.refund_calls import sync_refunds
from shop.stripe_checkout.words import describe_way_back
from tests.failure_cases import disputing
from tests.shop.giftcards.acts import (
    buy_card,
    make_shopper,
    pay,
    place,
    read_balance,
    read_debt,
    read_payments,
)

pytestmark = pytest.mark.django_db
TOTAL = 2_395


def _refund(order: Any, **what: Any) -> Refund:
    return payments.request_refund(
        order_number=order.number, reason="Came back", now=timezone.now(), **what
    )


def _make_due() -> None:
    payments.submit_due_refunds(now=timezone.now())


def _buy_goods(stripe: Any, card: GiftCard) -> Any:
    placed = place(make_shopper(), card)
    if placed.attempt_id:
        pay(stripe, placed.attempt_id)
    return placed.order


def _measure_clearing() -> int:
    """Return what the clearing holds beyond what Stripe is to show."""
    at_stripe = sum(Movement.objects.values_list("amount_minor", flat=True))
    balance: int = get_balance("clearing:orders")
    return balance - at_stripe


def test_all_of_an_order_goes_back_to_stripe_and_onto_the_card(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    order = _buy_goods(stripe, card)

    made = _refund(order)
    words = describe_way_back(made)
    _make_due()

    assert (made.gross_minor, "$15.00 goes back onto the gift card." in words) == (895, True)
    assert (read_balance(card), read_debt()) == (1_500, 1_500)
    assert read_payments() == [("taken", 1_500, 1_500)]
    assert get_balance("share") == 0
    assert (get_balance("refunds"), _measure_clearing()) == (-TOTAL, 0)
    assert get_payment_state(order=order) == PaymentState.REFUNDED


def test_a_part_goes_to_stripe_first_and_the_card_is_last(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    order = _buy_goods(stripe, card)

    _refund(order, amount_minor=800)
    _make_due()
    first = read_balance(card)
    _refund(order, amount_minor=300)
    _make_due()

    assert (first, read_balance(card)) == (0, 205)
    assert [(r.gross_minor, r.goes_to_gift_card) for r in Refund.objects.order_by("pk")] == [
        (800, False),
        (95, False),
        (205, True),
    ]
    assert _measure_clearing() == 0


def test_an_order_that_a_card_paid_whole_goes_back_onto_it_with_a_mail(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=5_000)
    order = _buy_goods(stripe, card)

    made = _refund(order)
    _make_due()
    _make_due()

    mail = get_renderer("order_refunded")(str(made.uid))
    assert (made.goes_to_gift_card, read_balance(card), read_debt()) == (True, 5_000, 5_000)
    assert "is back on the gift card" in mail.text
    assert OutboxMessage.objects.filter(kind="order_refunded").count() == 1
    assert get_payment_state(order=order) == PaymentState.REFUNDED


def test_no_more_goes_onto_the_card_than_it_paid(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=5_000)
    order = _buy_goods(stripe, card)
    _refund(order)

    with pytest.raises(payments.RefundRefused):
        _refund(order)

    _make_due()
    assert (read_balance(card), Refund.objects.count()) == (5_000, 1)


def test_one_press_twice_is_one_refund_both_ways(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    order = _buy_goods(stripe, card)

    for _press in range(2):
        _refund(order, key="the form")
        _make_due()

    assert (Refund.objects.count(), read_balance(card)) == (2, 1_500)


def test_an_unused_card_goes_back_for_its_price_and_is_void(stripe: Any) -> None:
    card = buy_card(stripe)

    _refund(card.order)
    before = read_balance(card)
    _make_due()

    card.refresh_from_db()
    assert (before, card.state, read_debt()) == (0, "voided", 0)
    assert (get_balance("refunds"), _measure_clearing()) == (0, 0)


def test_a_card_used_in_part_goes_back_for_its_rest_alone(stripe: Any) -> None:
    card = buy_card(stripe)
    _buy_goods(stripe, card)
    rest = read_balance(card)

    with pytest.raises(payments.RefundRefused, match=r"\$26\.05 is left on it"):
        _refund(card.order)
    assert (read_balance(card), Refund.objects.count()) == (rest, 0)

    _refund(card.order, amount_minor=rest)
    _make_due()
    assert (read_balance(card), read_debt(), _measure_clearing()) == (0, 0, 0)


def test_a_refund_of_a_card_that_fails_puts_its_price_back(stripe: Any) -> None:
    card = buy_card(stripe)
    made = _refund(card.order)
    _make_due()
    made.refresh_from_db()

    disputing.switch(stripe, f"refund/{made.stripe_id}", succeeded=False)
    for _time in range(2):
        sync_refunds(payment_intent_id=made.attempt.payment_intent_id or "", now=timezone.now())

    card.refresh_from_db()
    assert (card.state, card.balance_minor, read_debt()) == ("active", 5_000, 5_000)
    assert get_balance("refunds") == 0


def test_a_lost_parcel_puts_the_card_s_part_back_and_takes_the_share_once(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    order = _buy_goods(stripe, card)
    for status in ("Ready to ship", "Shipped"):
        order.refresh_from_db()
        order.set_status(status)

    payments.report_lost_parcel(order_number=order.number, reason="Gone", now=timezone.now())
    _make_due()

    assert (read_balance(card), get_balance("share"), _measure_clearing()) == (1_500, 0, 0)


def test_a_bought_card_has_no_parcel_to_lose(stripe: Any) -> None:
    card = buy_card(stripe)

    with pytest.raises(payments.RefundRefused):
        payments.report_lost_parcel(
            order_number=card.order.number, reason="Gone", now=timezone.now()
        )

    assert read_balance(card) == 5_000


def test_cash_pays_the_rest_and_goes_back_by_hand_and_the_card_by_itself(stripe: Any) -> None:
    seller = get_user_model().objects.create_user("seller", "seller@nomi.example", "x-long-enough")
    card = buy_card(stripe, amount_minor=1_500)
    order = place(make_shopper(), card).order
    with pytest.raises(payments.CashRefused, match=r"costs \$8\.95"):
        payments.take_cash(
            order_number=order.number, amount_minor=TOTAL, by=seller, now=timezone.now()
        )

    payments.take_cash(order_number=order.number, amount_minor=895, by=seller, now=timezone.now())
    by_hand = _refund(order)
    _make_due()
    before = (by_hand.goes_to_gift_card, read_balance(card), get_balance("cash"))
    payments.hand_back(refund_id=by_hand.pk, how="at the stall", by=seller, now=timezone.now())

    assert before == (False, 1_500, 895)
    assert (get_balance("cash"), get_balance("clearing:orders"), read_debt()) == (0, 1_500, 1_500)
    assert get_payment_state(order=order) == PaymentState.REFUNDED


@pytest.mark.parametrize("amount_minor", [1_500, 5_000])
def test_a_paid_order_taken_back_whole_gives_the_card_its_part_once(
    stripe: Any, amount_minor: int
) -> None:
    boss = get_user_model().objects.create_user("boss", "boss@nomi.example", "x-long-enough-1")
    card = buy_card(stripe, amount_minor=amount_minor)
    order = _buy_goods(stripe, card)

    cancel_pieces(
        order_id=order.pk, reason="Sold out", restocks=True, key="c", by=boss, now=timezone.now()
    )
    _make_due()

    order.refresh_from_db()
    kinds = list(card.movements.values_list("kind", flat=True))
    assert (order.status, read_balance(card)) == ("Cancelled", amount_minor)
    assert kinds == ["issued", "held", "given_back"]
    assert (read_debt(), _measure_clearing()) == (amount_minor, 0)
