"""Turn money into a paid order: `settle` is the only function that does."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction

from shop.events import order_paid
from shop.giftcards.services.holding import take_part
from shop.giftcards.services.issuing import issue_card
from shop.money import to_minor
from shop.order import services as orders
from shop.order.owing import owe_mail
from shop.order.queries import (
    AWAITING_PAYMENT,
    CANCELLED,
    DELIVERED,
    ON_HOLD,
    PAID,
    PAYMENT_PROCESSING,
    READY,
    SHIPPED,
    UNPAID_STATUSES,
    lock_order,
)
from shop.stripe_checkout import gateway
from shop.stripe_checkout.facts import Session
from shop.stripe_checkout.models import Movement, PaymentAttempt, StaffTask
from shop.stripe_checkout.queries import get_due_minor
from shop.stripe_checkout.services.added_gifts import hand_over_gift
from shop.stripe_checkout.services.attempts import lock_attempt
from shop.stripe_checkout.services.findings import open_task
from shop.stripe_checkout.services.mirror import mirror_charge
from shop.stripe_checkout.services.movements import write_movement
from shop.stripe_checkout.services.refund_requests import request_return_of_money

POLL_AGAIN = timedelta(minutes=2)


class Outcome(StrEnum):
    """What settling found or did."""

    PAID = "paid"
    ALREADY = "already"
    OPEN = "open"
    PROCESSING = "processing"
    RELEASED = "released"
    ON_HOLD = "on_hold"
    GIVEN_BACK = "given_back"


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """The outcome for one order; `is_news` says whether this very call brought it about."""

    order_number: str
    outcome: Outcome
    is_news: bool = False


def settle(*, attempt_id: int, now: datetime) -> Settlement:
    """Ask Stripe how the attempt stands and make our books say so; safe twice and at once.

    Call it outside any transaction: the session is fetched first, then everything is written in
    one transaction under the order's lock. Raise `StripeUnavailable` with nothing changed.
    """
    attempt = PaymentAttempt.objects.select_related("order").get(pk=attempt_id)
    if attempt.session_id is None:
        return _tell(attempt)
    if Movement.objects.filter(attempt=attempt, kind=Movement.Kind.CHARGE).exists():
        return _tell(attempt)
    session = gateway.get_session(session_id=attempt.session_id)
    return record_session(attempt_id=attempt_id, session=session, now=now)


@transaction.atomic
def settle_free_order(*, order: Any, now: datetime) -> Settlement:
    """Make an order paid of which no money is due, without Stripe; the caller may hold its lock.

    It costs nothing, or a gift card pays all of it.
    """
    locked = lock_order(order.pk)
    if get_due_minor(order=locked) != 0:
        message = f"Order {locked.number} is not free."
        raise ValueError(message)
    if locked.status != AWAITING_PAYMENT:
        return Settlement(order_number=locked.number, outcome=Outcome.ALREADY)
    if locked.total_incl_tax:
        _write_card_attempt(locked, now=now)
    reason = "Paid by gift card" if locked.total_incl_tax else "Nothing to pay"
    mark_paid(locked, reason=reason, now=now)
    order.status = locked.status
    return Settlement(order_number=locked.number, outcome=Outcome.PAID, is_news=True)


def _write_card_attempt(order: Any, *, now: datetime) -> None:
    """Write the attempt of an order that a gift card pays whole: complete at once, like cash."""
    PaymentAttempt.objects.create(
        order=order,
        method=PaymentAttempt.Method.GIFT_CARD,
        state=PaymentAttempt.State.COMPLETE,
        amount_minor=to_minor(order.total_incl_tax),
        currency=order.currency,
        livemode=False,
        expires_at=now,
        created_at=now,
        poll_at=now,
        paid_order_at=now,
    )


@transaction.atomic
def record_session(*, attempt_id: int, session: Session, now: datetime) -> Settlement:
    """Write what the session says, under the order's lock; twice writes nothing more."""
    attempt = lock_attempt(attempt_id)
    if session.is_paid:
        return _record_money(attempt, session, now=now)
    if not attempt.is_live:
        return _tell(attempt)
    if session.status == "expired" or session.has_failed:
        return _record_end(attempt, session, now=now)
    if session.status == "complete":
        return _record_processing(attempt, session, now=now)
    attempt.poll_at = now + POLL_AGAIN
    attempt.save(update_fields=["poll_at"])
    return Settlement(order_number=attempt.order.number, outcome=Outcome.OPEN)


def _record_money(attempt: PaymentAttempt, session: Session, *, now: datetime) -> Settlement:
    """Write the movement first, whatever else is true; then decide what the money did."""
    if attempt.movements.filter(kind=Movement.Kind.CHARGE).exists():
        return _tell(attempt)
    write_movement(
        attempt,
        kind=Movement.Kind.CHARGE,
        stripe_id=session.charge_id or session.payment_intent_id or session.id,
        amount_minor=session.amount_minor,
        currency=session.currency,
        livemode=session.livemode,
        now=now,
    )
    mirror_charge(order=attempt.order, session=session)
    was_promised = attempt.state == PaymentAttempt.State.PROCESSING
    attempt.state = PaymentAttempt.State.COMPLETE
    attempt.payment_intent_id = session.payment_intent_id
    outcome = _decide(attempt, session, now=now)
    if outcome == Outcome.PAID:
        attempt.paid_order_at = now
        paid_at = session.get_moment(was_promised=was_promised, now=now)
        hand_over_gift(attempt, paid_at=paid_at, now=now)
    attempt.save()
    return Settlement(order_number=attempt.order.number, outcome=outcome, is_news=True)


def _decide(attempt: PaymentAttempt, session: Session, *, now: datetime) -> Outcome:
    """Pay the order with the money, or keep it apart for staff, or send it back."""
    order = attempt.order
    mismatch = _find_mismatch(attempt, session)
    if mismatch:
        return _hold(attempt, session, mismatch, now=now)
    if order.status in UNPAID_STATUSES:
        mark_paid(order, reason="Paid at Stripe", now=now)
        return Outcome.PAID
    if order.status == CANCELLED and not was_paid(order):
        if orders.revive_order(order=order, now=now):
            mark_paid(order, reason="Paid late; the goods were still there", now=now)
            return Outcome.PAID
        _give_back(attempt, StaffTask.Kind.LATE_PAYMENT, now=now)
        return Outcome.GIVEN_BACK
    _give_back(attempt, StaffTask.Kind.PAID_TWICE, now=now)
    return Outcome.GIVEN_BACK


def _find_mismatch(attempt: PaymentAttempt, session: Session) -> str | None:
    """Return the first thing about the money that is not as we asked for it."""
    if session.livemode != attempt.livemode:
        return StaffTask.Kind.LIVEMODE_DIFFERS
    if session.currency != attempt.currency:
        return StaffTask.Kind.CURRENCY_DIFFERS
    if session.amount_minor != attempt.amount_minor:
        return StaffTask.Kind.AMOUNT_DIFFERS
    return None


def _hold(attempt: PaymentAttempt, session: Session, kind: str, *, now: datetime) -> Outcome:
    order = attempt.order
    open_task(
        kind=kind,
        reference=str(attempt.uid),
        order=order,
        facts={
            "asked": f"{attempt.amount_minor} {attempt.currency}",
            "paid": f"{session.amount_minor} {session.currency}",
            "livemode": session.livemode,
        },
        now=now,
    )
    if order.status in UNPAID_STATUSES:
        orders.change_status(order=order, to=ON_HOLD, reason="Money differs", now=now)
        orders.submit_basket(order=order, now=now)
    return Outcome.ON_HOLD


def mark_paid(order: Any, *, reason: str, now: datetime) -> None:
    """Make the order paid and say so to everyone, all in this transaction or not at all."""
    orders.change_status(order=order, to=PAID, reason=reason, now=now)
    orders.submit_basket(order=order, now=now)
    take_part(order=order, now=now)
    order_paid.send(sender=None, event=orders.build_paid_event(order=order, paid_at=now))
    owe_mail(kind="order_paid", order=order, now=now)
    if issue_card(order=order, now=now):
        for status in (READY, SHIPPED, DELIVERED):
            orders.change_status(order=order, to=status, reason="", now=now)


def _give_back(attempt: PaymentAttempt, kind: str, *, now: datetime) -> None:
    """Queue a full refund of money that cannot pay anything, and tell buyer and staff."""
    request_return_of_money(attempt=attempt, reason=kind, now=now)
    open_task(kind=kind, reference=str(attempt.uid), order=attempt.order, facts={}, now=now)
    owe_mail(kind="payment_given_back", order=attempt.order, now=now)


def was_paid(order: Any) -> bool:
    """Return whether money had paid the order before it was cancelled."""
    return PaymentAttempt.objects.filter(order=order, paid_order_at__isnull=False).exists()


def _record_processing(attempt: PaymentAttempt, session: Session, *, now: datetime) -> Settlement:
    """Note that a slow method promised the money; the goods stay on hold."""
    is_news = attempt.state != PaymentAttempt.State.PROCESSING
    attempt.state = PaymentAttempt.State.PROCESSING
    attempt.payment_intent_id = session.payment_intent_id
    attempt.poll_at = now + timedelta(hours=1)
    attempt.save()
    if attempt.order.status == AWAITING_PAYMENT:
        orders.change_status(
            order=attempt.order, to=PAYMENT_PROCESSING, reason="Money promised", now=now
        )
    return Settlement(
        order_number=attempt.order.number, outcome=Outcome.PROCESSING, is_news=is_news
    )


def _record_end(attempt: PaymentAttempt, session: Session, *, now: datetime) -> Settlement:
    """Nothing was paid and nothing will be: give goods, voucher and basket back."""
    failed = session.has_failed
    attempt.state = PaymentAttempt.State.FAILED if failed else PaymentAttempt.State.EXPIRED
    attempt.save(update_fields=["state"])
    order = attempt.order
    if order.status in UNPAID_STATUSES:
        orders.release_order(
            order=order, now=now, reason="Payment failed" if failed else "Not paid in time"
        )
        if failed:
            owe_mail(kind="payment_failed", order=order, now=now)
    return Settlement(order_number=order.number, outcome=Outcome.RELEASED, is_news=True)


def _tell(attempt: PaymentAttempt) -> Settlement:
    """Say how an attempt stands that needs nothing more."""
    outcomes = {
        PaymentAttempt.State.CREATING: Outcome.OPEN,
        PaymentAttempt.State.OPEN: Outcome.OPEN,
        PaymentAttempt.State.PROCESSING: Outcome.PROCESSING,
        PaymentAttempt.State.COMPLETE: Outcome.ALREADY,
    }
    return Settlement(
        order_number=attempt.order.number,
        outcome=outcomes.get(PaymentAttempt.State(attempt.state), Outcome.RELEASED),
    )
