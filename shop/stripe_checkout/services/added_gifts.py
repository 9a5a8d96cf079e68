"""One payment, two owners: the order, and the gift that was added to it.

What comes is handed over whole or not at all. What a bank or Stripe's own dashboard takes back
later falls on the order first, and on the gift with what is above it; what staff give back of
either is bounded by its own part, each under its own lock.
"""

from datetime import datetime
from typing import Any

from nomi.platform.stripe.facts import RefundFact
from shop.addedgifts.port import find_added_gift, get_gift_port
from shop.events import (
    GiftEnded,
    GiftPaid,
    GiftTakenBack,
    StripeHeard,
    gift_ended,
    gift_paid,
    gift_taken_back,
    stripe_heard,
)
from shop.stripe_checkout.models import Movement, PaymentAttempt
from shop.stripe_checkout.queries import get_money_left
from shop.stripe_checkout.services.movements import write_movement


def hand_over_gift(attempt: PaymentAttempt, *, paid_at: datetime, now: datetime) -> int:
    """Hand the gift's part of the charge over, in the transaction that pays the order; its cents.

    The movement keeps the sum of an attempt at what is the order's own. The caller holds the
    order's lock, and its money is as much as was asked for.
    """
    gift = find_added_gift(order_number=attempt.order.number)
    if gift is None:
        return 0
    charge = attempt.movements.get(kind=Movement.Kind.CHARGE)
    write_movement(
        attempt,
        kind=Movement.Kind.TRANSFER,
        stripe_id=f"{Movement.GIFT}{gift.number}",
        amount_minor=-gift.amount_minor,
        now=now,
    )
    event = GiftPaid(
        order_number=attempt.order.number,
        currency=attempt.currency,
        amount_minor=gift.amount_minor,
        payment_intent_id=attempt.payment_intent_id or "",
        charge_id=charge.stripe_id,
        paid_at=paid_at,
    )
    gift_paid.send(sender=None, event=event)
    return gift.amount_minor


def drop_gift(order: Any, *, now: datetime) -> int:
    """Give the gift up, because too little came for both; return the cents it would have been."""
    gift = find_added_gift(order_number=order.number)
    if gift is None:
        return 0
    gift_ended.send(sender=None, event=GiftEnded(order_number=order.number, ended_at=now))
    return gift.amount_minor


def hear_of_gift_refund(fact: RefundFact, *, now: datetime) -> None:
    """Let giving look at a refund that names a gift. Call it outside any transaction."""
    heard = StripeHeard(kind="refund.updated", object_id=fact.id, times=1, heard_at=now)
    stripe_heard.send(sender=None, event=heard)


def take_from_gift(
    attempt: PaymentAttempt, *, stripe_id: str, taken_minor: int, is_by_bank: bool, now: datetime
) -> int:
    """Let the gift bear what is taken beyond the order's own money; return the order's cents.

    The same id again, and money that is not the order's any more, changes nothing of the split.
    The caller holds the order's lock.
    """
    gift = find_added_gift(order_number=attempt.order.number)
    if gift is None or not gift.is_received:
        return taken_minor
    of_gift = get_gift_port().find_taken(stripe_id=stripe_id)
    if not of_gift:
        left = max(0, get_money_left(attempt=attempt, is_made=True))
        of_gift = max(0, taken_minor - left)
    if of_gift:
        _tell(attempt, stripe_id=stripe_id, minor=of_gift, is_by_bank=is_by_bank, now=now)
    return taken_minor - of_gift


def give_back_to_gift(
    attempt: PaymentAttempt, *, stripe_id: str, is_by_bank: bool, now: datetime
) -> int:
    """Give the gift back what that dispute or refund had taken of it; return its cents."""
    of_gift = get_gift_port().find_taken(stripe_id=stripe_id)
    if of_gift:
        _tell(attempt, stripe_id=stripe_id, minor=0, is_by_bank=is_by_bank, now=now)
    return of_gift


def split_refund(attempt: PaymentAttempt, fact: RefundFact, *, now: datetime) -> int:
    """Return what a refund of the dashboard gave back of the order; the gift bears what is above.

    One that failed gives the gift back what it had taken.
    """
    taken = fact.amount_minor
    if fact.is_lost:
        return taken - give_back_to_gift(attempt, stripe_id=fact.id, is_by_bank=False, now=now)
    return take_from_gift(attempt, stripe_id=fact.id, taken_minor=taken, is_by_bank=False, now=now)


def _tell(
    attempt: PaymentAttempt, *, stripe_id: str, minor: int, is_by_bank: bool, now: datetime
) -> None:
    event = GiftTakenBack(
        order_number=attempt.order.number,
        stripe_id=stripe_id,
        amount_minor=minor,
        is_by_bank=is_by_bank,
        taken_at=now,
    )
    gift_taken_back.send(sender=None, event=event)
