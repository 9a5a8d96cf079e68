"""A card pays goods in part or whole; its part is set aside when placed and taken when paid."""

from typing import Any

import pytest
from django.utils import timezone

from impact.books.queries import get_balance
from impact.shares.models import SaleLine
from shop.giftcards.queries import measure_part
from shop.giftcards.services import holding
from shop.giftcards.services.caring import renew_code
from shop.giftcards.services.holding import CardRefused
from shop.giftcards.wish import CardWish
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import Movement, PaymentAttempt
from shop.stripe_checkout.queries import PaymentState, get_payment_state
from shop.stripe_checkout.services.sweeps import STUCK_AFTER
from tests.failure_cases.scenes import make_overdue
from tests.shop.giftcards.acts import (
    buy_card,
    make_shopper,
    pay,
    place,
    read_balance,
    read_debt,
    read_payments,
    wish_for,
)
from tests.shop.shopping import Shopper, count_everything, get_record

pytestmark = pytest.mark.django_db
TOTAL = 2_395
"""A tote at $18.00 and its delivery."""


def test_a_card_pays_a_part_and_stripe_the_rest(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)

    placed = place(make_shopper(), card)

    assert PaymentAttempt.objects.get(pk=placed.attempt_id).amount_minor == TOTAL - 1_500
    assert (read_balance(card), read_payments()) == (0, [("held", 1_500, 0)])
    assert read_debt() == 1_500  # held is not spent
    settlement = pay(stripe, placed.attempt_id or 0)

    placed.order.refresh_from_db()
    assert (settlement.outcome, placed.order.status) == (payments.Outcome.PAID, "Paid")
    assert read_payments() == [("taken", 1_500, 0)]
    assert (read_balance(card), read_debt()) == (0, 0)
    assert get_payment_state(order=placed.order) == PaymentState.PAID


def test_the_share_is_that_of_the_goods_however_they_are_paid(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    plain = make_shopper().pay()
    by_card = place(make_shopper(), card)

    pay(stripe, plain.attempt_id or 0)
    pay(stripe, by_card.attempt_id or 0)

    shares = [line.share_minor for line in SaleLine.objects.order_by("pk")]
    assert shares == [192, 192]
    assert get_balance("sales") == 3_600


def test_the_clearing_waits_for_exactly_what_stripe_took(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    placed = place(make_shopper(), card)
    pay(stripe, placed.attempt_id or 0)

    taken = sum(Movement.objects.filter(kind="charge").values_list("amount_minor", flat=True))

    assert get_balance("clearing:orders") == taken == 1_500 + TOTAL - 1_500


def test_a_card_that_covers_all_settles_the_order_without_stripe(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=5_000)

    placed = place(make_shopper(), card)

    placed.order.refresh_from_db()
    assert (placed.attempt_id, placed.order.status) == (None, "Paid")
    assert (read_balance(card), read_debt()) == (5_000 - TOTAL, 5_000 - TOTAL)
    assert get_payment_state(order=placed.order) == PaymentState.PAID
    assert placed.order.payment_attempts.get().method == "gift"


def test_the_rest_is_never_below_what_stripe_can_charge(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=TOTAL - 20)

    part = measure_part(card=card, total_minor=TOTAL)

    assert (part.part_minor, part.rest_minor) == (TOTAL - 50, 50)


def test_cancelled_while_held_the_card_has_its_part_again_once(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    placed = place(make_shopper(), card)
    payments.start_payment(attempt_id=placed.attempt_id, now=timezone.now())

    for _press in range(2):
        payments.cancel_payment(order_number=placed.order.number, now=timezone.now())

    assert (read_balance(card), read_payments()) == (1_500, [("released", 1_500, 0)])
    assert [m.kind for m in card.movements.all()] == ["issued", "held", "released"]


def test_a_session_that_expires_gives_the_card_its_part_again(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    placed = place(make_shopper(), card)
    payments.start_payment(attempt_id=placed.attempt_id, now=timezone.now())
    make_overdue(PaymentAttempt.objects.get(pk=placed.attempt_id))

    payments.expire_overdue_attempts(now=timezone.now())

    assert (read_balance(card), read_debt()) == (1_500, 1_500)


def test_killed_between_hold_and_session_the_card_has_its_part_again(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    placed = place(make_shopper(), card)  # and the process dies before Stripe is asked
    later = timezone.now() + STUCK_AFTER

    payments.release_stuck_attempts(now=later)

    placed.order.refresh_from_db()
    assert (placed.order.status, read_balance(card)) == ("Cancelled", 1_500)


def test_paid_late_the_card_pays_its_part_again_or_the_money_goes_back(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    first, second = place(make_shopper(), card), None
    attempt = PaymentAttempt.objects.get(pk=first.attempt_id)
    payments.start_payment(attempt_id=attempt.pk, now=timezone.now())
    attempt.refresh_from_db()
    stripe.pay(attempt.session_id)
    _cancel_without_asking(first.order)

    second = place(make_shopper(), card)
    late = payments.settle(attempt_id=attempt.pk, now=timezone.now())

    first.order.refresh_from_db()
    assert (late.outcome, first.order.status) == (payments.Outcome.GIVEN_BACK, "Cancelled")
    payments.cancel_payment(order_number=second.order.number, now=timezone.now())
    assert read_balance(card) == 1_500


def test_paid_late_with_the_card_untouched_the_order_is_revived(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    placed = place(make_shopper(), card)
    attempt = PaymentAttempt.objects.get(pk=placed.attempt_id)
    payments.start_payment(attempt_id=attempt.pk, now=timezone.now())
    attempt.refresh_from_db()
    stripe.pay(attempt.session_id)
    _cancel_without_asking(placed.order)

    late = payments.settle(attempt_id=attempt.pk, now=timezone.now())

    assert late.outcome == payments.Outcome.PAID
    assert (read_balance(card), read_payments(), read_debt()) == (0, [("taken", 1_500, 0)], 0)


def test_a_card_that_pays_less_than_was_shown_refuses_and_changes_nothing(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    shopper, other = make_shopper(), make_shopper()
    seen = wish_for(card, total_minor=TOTAL)
    place(other, card)
    before = count_everything()

    with pytest.raises(CardRefused):
        _place_with(shopper, seen)

    assert count_everything() == before
    assert (read_balance(card), len(read_payments())) == (0, 1)
    assert get_record(shopper.basket.lines.get().product).num_allocated in {None, 0}


def test_a_replaced_code_pays_nothing(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    seen = wish_for(card, total_minor=TOTAL)
    renew_code(card_id=card.pk, email="friend@example.org", by="boss", now=timezone.now())

    with pytest.raises(CardRefused):
        _place_with(make_shopper(), seen)

    assert (read_balance(card), read_payments()) == (1_500, [])


def test_each_step_done_twice_is_done_once(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    order, now = place(make_shopper(), card).order, timezone.now()

    freed = [holding.release_part(order=order, now=now) for _time in range(2)]
    holding.hold_again(order=order, now=now)
    taken = [holding.take_part(order=order, now=now) for _time in range(2)]
    late = holding.release_part(order=order, now=now)
    for _time in range(2):
        holding.give_back_part(order=order, amount_minor=1_500, key="one", now=now)

    assert (freed, taken, late) == ([True, False], [1_500, 1_500], False)
    assert (read_balance(card), read_payments()) == (1_500, [("taken", 1_500, 1_500)])


def test_a_double_click_holds_the_part_once(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    shopper = make_shopper()
    quote = shopper.look()
    seen = wish_for(card, total_minor=TOTAL)

    placed = [_place_with(shopper, seen, fingerprint=quote.fingerprint) for _press in range(2)]

    assert len({one.attempt_id for one in placed}) == 1
    assert (read_balance(card), len(read_payments())) == (0, 1)


def _place_with(shopper: Shopper, seen: CardWish, *, fingerprint: str = "") -> Any:
    from shop.checkout import services

    return services.place(
        basket_id=shopper.basket.pk,
        user=shopper.user,
        email=shopper.email,
        address=shopper.address,
        shipping_code=shopper.shipping_code,
        expected=fingerprint or shopper.look().fingerprint,
        now=timezone.now(),
        card=seen,
    )


def _cancel_without_asking(order: Any) -> None:
    from shop.order.queries import lock_order
    from shop.order.services import release_order

    release_order(order=lock_order(order.pk), now=timezone.now(), reason="Not paid in time")
    PaymentAttempt.objects.filter(order=order).update(state="expired")
