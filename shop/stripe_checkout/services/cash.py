"""Cash over our own counter: it pays an order whole, and goes back by hand."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from nomi.platform.amounts import format_minor
from shop.events import CashMoved, cash_moved
from shop.order import services as orders
from shop.order.queries import AWAITING_PAYMENT, CANCELLED, get_order_id, lock_order
from shop.stripe_checkout.models import Movement, PaymentAttempt, Refund
from shop.stripe_checkout.queries import get_due_minor
from shop.stripe_checkout.services.mirror import mirror_cash, mirror_refund
from shop.stripe_checkout.services.movements import write_movement
from shop.stripe_checkout.services.pages import PagePaid, close_pages
from shop.stripe_checkout.services.refund_calls import lock_refund, tell_refunded
from shop.stripe_checkout.services.settling import mark_paid, was_paid


class CashRefused(Exception):  # noqa: N818 - says what happened
    """The cash cannot pay the order, or go back for it; no cash was recorded. Words for staff."""


def take_cash(*, order_number: str, amount_minor: int, by: Any, now: datetime) -> Movement:
    """Record that `by` took the order's whole total in cash; safe twice, at once and killed.

    A payment page that is still open is closed at Stripe first. If Stripe says that it was paid,
    that is settled instead and `CashRefused` says that no cash is due. Call it outside any
    transaction. Raise `StripeUnavailable` with nothing changed.
    """
    order_id = get_order_id(number=order_number)
    try:
        closed = close_pages(order_id=order_id, now=now)
    except PagePaid:
        raise CashRefused(
            _("The payment link was paid at this moment, so no cash is due. Give it back.")
        ) from None
    return record_cash(order_id=order_id, amount_minor=amount_minor, by=by, now=now, closed=closed)


@transaction.atomic
def record_cash(
    *,
    order_id: int,
    amount_minor: int,
    by: Any,
    now: datetime,
    closed: Collection[str | None] = (None,),
) -> Movement:
    """Make the order paid by cash, all in this transaction or nothing.

    `closed` are the payment pages that were closed for it; another one stands in the way. An order
    that was cancelled meanwhile is paid while its goods are still there, as by late money. Raise
    `CashRefused` for another amount than the total and for an order that no cash is due for.
    """
    order = lock_order(order_id)
    key = f"{Movement.BY_HAND}{order.number}"
    taken_before = Movement.objects.filter(stripe_id=key).first()
    if taken_before is not None and taken_before.amount_minor == amount_minor:
        return taken_before
    _end_live(order, closed)
    _make_payable(order, now=now)
    _refuse_amount(order, amount_minor)
    attempt = PaymentAttempt.objects.create(
        order=order,
        method=PaymentAttempt.Method.CASH,
        taken_by=by,
        state=PaymentAttempt.State.COMPLETE,
        amount_minor=amount_minor,
        currency=order.currency,
        livemode=False,
        expires_at=now,
        created_at=now,
        poll_at=now,
        paid_order_at=now,
    )
    movement = write_movement(
        attempt, kind=Movement.Kind.CASH, stripe_id=key, amount_minor=amount_minor, now=now
    )
    mirror_cash(order=order, amount_minor=amount_minor, currency=order.currency, key=key)
    mark_paid(order, reason=f"Paid in cash, taken by {by}", now=now)
    _tell(movement)
    return movement


@transaction.atomic
def hand_back(*, refund_id: int, how: str, by: Any, now: datetime) -> Refund:
    """Say that a cash order's refund reached the buyer: `by` handed it back; twice is once.

    Only now the money moves, in the books and for the buyer. Raise `CashRefused` for a refund that
    Stripe makes, and for one that was called off.
    """
    refund = lock_refund(refund_id)
    if not refund.attempt.is_cash or refund.goes_to_gift_card:
        raise CashRefused(_("This refund goes back by Stripe, not by hand."))
    if refund.state == Refund.State.SUCCEEDED:
        return refund
    if refund.state != Refund.State.REQUESTED:
        raise CashRefused(_("This refund was called off; nothing is to be handed back."))
    key = f"{Movement.BY_HAND}{refund.uid}"
    refund.state, refund.stripe_id = Refund.State.SUCCEEDED, key
    refund.handed_back_by, refund.finished_at = by, now
    refund.save()
    movement = write_movement(
        refund.attempt,
        kind=Movement.Kind.REFUND,
        stripe_id=key,
        amount_minor=-refund.gross_minor,
        now=now,
    )
    mirror_refund(
        order=refund.order,
        payment_intent_id=f"{Movement.BY_HAND}{refund.order.number}",
        refund_id=key,
        amount_minor=refund.gross_minor,
    )
    _tell(movement)
    tell_refunded(refund, now=now)
    amount = format_minor(refund.gross_minor, refund.currency)
    refund.order.notes.create(
        note_type="System", message=f"{amount} handed back ({by}): {how}"[:500]
    )
    return refund


def _refuse_amount(order: Any, amount_minor: int) -> None:
    total = get_due_minor(order=order)
    if amount_minor != total:
        words = _(
            "Order %(number)s costs %(total)s; %(amount)s was entered. Enter what stays in the"
            " till: change that you give is not recorded."
        )
        raise CashRefused(
            words
            % {
                "number": order.number,
                "total": format_minor(total, order.currency),
                "amount": format_minor(amount_minor, order.currency),
            }
        )


def _end_live(order: Any, closed: Collection[str | None]) -> None:
    """Give up the attempt whose page was closed; refuse while another could still be paid."""
    attempts = PaymentAttempt.objects.select_for_update(of=("self",))
    attempt = attempts.filter(order=order, state__in=PaymentAttempt.LIVE).first()
    if attempt is None:
        return
    if attempt.session_id not in closed or attempt.state == PaymentAttempt.State.PROCESSING:
        raise CashRefused(
            _("A payment of this order is just being made at Stripe. Look again in a minute.")
        )
    attempt.state = PaymentAttempt.State.SUPERSEDED
    attempt.save(update_fields=["state"])


def _make_payable(order: Any, *, now: datetime) -> None:
    """Let the order be paid: it waits for its money, or is cancelled with its goods still here."""
    if order.status == AWAITING_PAYMENT:
        return
    if order.status != CANCELLED or was_paid(order):
        message = _("Order %(number)s is “%(status)s”: no cash is due for it.")
        raise CashRefused(message % {"number": order.number, "status": order.status})
    if not orders.revive_order(order=order, now=now):
        message = _("Order %(number)s was cancelled and its goods are sold. Give the cash back.")
        raise CashRefused(message % {"number": order.number})


def _tell(movement: Movement) -> None:
    """Tell the books of cash that moved, in the transaction that records it."""
    event = CashMoved(
        order_number=movement.attempt.order.number,
        movement_id=movement.stripe_id,
        currency=movement.currency,
        amount_minor=movement.amount_minor,
        moved_at=movement.recorded_at,
    )
    cash_moved.send(sender=None, event=event)
