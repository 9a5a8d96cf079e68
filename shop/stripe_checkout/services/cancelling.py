"""End an attempt before it is paid: the shopper goes back, time is up, or creation got stuck."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shop.order import services as orders
from shop.order.queries import UNPAID_STATUSES
from shop.stripe_checkout import gateway
from shop.stripe_checkout.models import PaymentAttempt
from shop.stripe_checkout.queries import find_latest_attempt
from shop.stripe_checkout.services.attempts import lock_attempt
from shop.stripe_checkout.services.settling import Outcome, Settlement, settle


def cancel_payment(*, order_number: str, now: datetime) -> Settlement | None:
    """End the payment because the shopper wants their basket back; None for an unknown order.

    Stripe's session is expired first. If Stripe says it is not open, whatever happened there is
    settled and told instead: a shopper who has paid has an order, not a basket. Call it outside any
    transaction. Raise `StripeUnavailable` with nothing changed.
    """
    attempt = find_latest_attempt(order_number=order_number)
    if attempt is None:
        return None
    if attempt.is_live:
        return end_attempt(attempt_id=attempt.pk, reason="The shopper went back", now=now)
    return settle(attempt_id=attempt.pk, now=now)


def end_attempt(*, attempt_id: int, reason: str, now: datetime) -> Settlement:
    """Close the session at Stripe, then release the order; settle it when Stripe will not close.

    A session that was never saved was never shown to anybody, so there is nothing to close.
    """
    attempt = PaymentAttempt.objects.get(pk=attempt_id)
    if attempt.session_id is not None:
        try:
            gateway.expire_session(session_id=attempt.session_id)
        except gateway.SessionNotOpen:
            return settle(attempt_id=attempt_id, now=now)
    return _release(attempt_id=attempt_id, known=attempt.session_id, reason=reason, now=now)


@transaction.atomic
def _release(*, attempt_id: int, known: str | None, reason: str, now: datetime) -> Settlement:
    """Give goods, voucher and basket back, unless the attempt moved on while we asked."""
    attempt = lock_attempt(attempt_id)
    order: Any = attempt.order
    has_moved_on = attempt.session_id != known or not attempt.is_live
    if has_moved_on or attempt.state == PaymentAttempt.State.PROCESSING:
        outcome = (
            Outcome.ALREADY if attempt.state == PaymentAttempt.State.COMPLETE else Outcome.OPEN
        )
        return Settlement(order_number=order.number, outcome=outcome)
    attempt.state = PaymentAttempt.State.EXPIRED
    attempt.save(update_fields=["state"])
    if order.status in UNPAID_STATUSES:
        orders.release_order(order=order, now=now, reason=reason)
    return Settlement(order_number=order.number, outcome=Outcome.RELEASED, is_news=True)
