"""Money that differs from what was asked for: staff accept it, or it goes back."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shop.giftcards.queries import is_card_order
from shop.money import to_minor
from shop.order import services as orders
from shop.order.owing import owe_mail
from shop.order.queries import ON_HOLD
from shop.stripe_checkout.models import Movement, PaymentAttempt, Refund, StaffTask
from shop.stripe_checkout.services.added_gifts import drop_gift, hand_over_gift
from shop.stripe_checkout.services.attempts import lock_attempt
from shop.stripe_checkout.services.findings import close_tasks
from shop.stripe_checkout.services.refund_requests import request_return_of_money
from shop.stripe_checkout.services.settling import mark_paid, was_paid

KINDS = (
    StaffTask.Kind.AMOUNT_DIFFERS,
    StaffTask.Kind.CURRENCY_DIFFERS,
    StaffTask.Kind.LIVEMODE_DIFFERS,
)
"""What staff are asked about such money; the reference is the attempt's uid."""


class DifferenceRefused(Exception):  # noqa: N818 - says what happened
    """The money cannot pay the order, or somebody decided about it before; nothing was changed."""


@transaction.atomic
def accept_difference(*, attempt_uid: str, user: Any, now: datetime) -> None:
    """Let differing money pay the order that it holds, once.

    What is too much goes back; the order is paid at its own total. What is missing comes off the
    prices of the goods, so that order, receipt, books and later refunds all say what was really
    paid. A gift is taken only whole: where something is missing it is given up first. Raise
    `DifferenceRefused` for another currency, test money, or less than delivery and tax.
    """
    attempt, charge = _lock_held(attempt_uid)
    order: Any = attempt.order
    if order.status != ON_HOLD or was_paid(order):
        message = f"Order {order.number} does not wait for this money."
        raise DifferenceRefused(message)
    if (charge.currency, charge.livemode) != (attempt.currency, attempt.livemode):
        message = "Money of another kind cannot pay the order; give it back."
        raise DifferenceRefused(message)
    more = charge.amount_minor - attempt.amount_minor
    is_short = more < 0
    more += drop_gift(order, now=now) if is_short else 0
    if more > 0:
        request_return_of_money(attempt=attempt, reason="Paid too much", now=now, amount_minor=more)
    elif more < 0:
        _lower(order, by_minor=-more)
    mark_paid(order, reason=f"Differing money accepted ({user})", now=now)
    attempt.paid_order_at = now
    attempt.save(update_fields=["paid_order_at"])
    if not is_short:
        hand_over_gift(attempt, paid_at=now, now=now)
    _close_tasks(attempt, user=user, now=now)


@transaction.atomic
def give_back_difference(*, attempt_uid: str, user: Any, now: datetime) -> Refund:
    """Send differing money back whole, once; an order that it held is cancelled, its goods freed.

    Raise `DifferenceRefused` when the money was accepted or went back before.
    """
    attempt, _charge = _lock_held(attempt_uid)
    order: Any = attempt.order
    refund = request_return_of_money(attempt=attempt, reason="Money differs", now=now)
    if order.status == ON_HOLD and not was_paid(order):
        orders.release_order(order=order, reason=f"Differing money sent back ({user})", now=now)
    owe_mail(kind="payment_given_back", order=order, now=now)
    _close_tasks(attempt, user=user, now=now)
    return refund


def _lock_held(attempt_uid: str) -> tuple[PaymentAttempt, Movement]:
    """Return the attempt and its money that nobody has decided about, the order locked first."""
    pk = PaymentAttempt.objects.values_list("pk", flat=True).get(uid=attempt_uid)
    attempt = lock_attempt(pk)
    charge = attempt.movements.filter(kind=Movement.Kind.CHARGE).first()
    if charge is None or attempt.paid_order_at is not None or attempt.refunds.exists():
        message = f"There is nothing left to decide about payment {attempt_uid}."
        raise DifferenceRefused(message)
    return attempt, charge


def _lower(order: Any, *, by_minor: int) -> None:
    if is_card_order(order=order):
        message = "A gift card is paid whole or not at all; give the money back."
        raise DifferenceRefused(message)
    goods = sum(to_minor(line.line_price_excl_tax) for line in order.lines.all())
    if by_minor > goods:
        message = "What was paid does not even cover delivery and tax; give it back."
        raise DifferenceRefused(message)
    orders.lower_prices(order=order, by_minor=by_minor, name="Difference that we accepted")


def _close_tasks(attempt: PaymentAttempt, *, user: Any, now: datetime) -> None:
    for kind in KINDS:
        close_tasks(kind=kind, reference=str(attempt.uid), user=user, now=now)
