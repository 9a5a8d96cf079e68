"""What Stripe tells of, as far as it is about gifts: fetched anew, never believed."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.conf import settings

from impact.giving import gateway
from impact.giving.models import Gift, MonthlyGift
from impact.giving.services import monthly as months
from impact.giving.services import refunding, settling

logger = logging.getLogger(__name__)
DECLINED = "payment_intent.payment_failed"


def hear(*, kind: str, object_id: str, times: int, now: datetime) -> bool:
    """Act on one event of Stripe's; return whether it is about a gift of ours.

    `times` says how many events of this kind there were about this object. Safe twice, at once and
    in any order. Call it outside any transaction; raises `StripeUnavailable` with nothing changed.
    """
    if kind == DECLINED:
        return _hear_decline(object_id, times=times)
    act = next((act for start, act in ACTS if kind.startswith(start)), None)
    return act(object_id, now=now) if act else False


def _hear_session(session_id: str, *, now: datetime) -> bool:
    session = gateway.get_session(session_id=session_id)
    if gift := Gift.objects.filter(number=session.gift or "-").first():
        settling.record_session(gift_id=gift.pk, session=session, now=now)
        return True
    if monthly := MonthlyGift.objects.filter(number=session.monthly or "-").first():
        months.record_session(monthly_id=monthly.pk, session=session, now=now)
        months.settle_monthly(monthly_id=monthly.pk, now=now)
        return True
    return False


def _hear_decline(payment_intent_id: str, *, times: int) -> bool:
    """Close the page of a gift on which too many cards were refused (SAFETY.md, P13)."""
    number = gateway.find_gift_of_payment(payment_intent_id=payment_intent_id)
    gift = Gift.objects.filter(number=number).first() if number else None
    if gift is None:
        return False
    if times >= settings.STRIPE_DECLINES_PER_PAYMENT and gift.session_id:
        logger.warning("Too many cards were refused on one gift; its page is closed.")
        try:
            gateway.expire_session(session_id=gift.session_id)
        except gateway.StripeRefused:
            logger.info("The page of the gift was over already.")
    return True


def _hear_invoice(invoice_id: str, *, now: datetime) -> bool:
    invoice = gateway.get_invoice(invoice_id=invoice_id)
    monthly = _find_monthly(invoice.subscription_id, invoice.monthly)
    if monthly is None:
        return False
    if monthly.subscription_id is None:
        months.settle_monthly(monthly_id=monthly.pk, now=now)
    months.record_invoice(monthly_id=monthly.pk, invoice=invoice, now=now)
    return True


def _hear_subscription(subscription_id: str, *, now: datetime) -> bool:
    fact = gateway.get_subscription(subscription_id=subscription_id)
    monthly = _find_monthly(subscription_id, fact.monthly)
    if monthly is None:
        return False
    if monthly.subscription_id is None:
        months.settle_monthly(monthly_id=monthly.pk, now=now)
    else:
        months.record_subscription(monthly_id=monthly.pk, fact=fact, now=now)
    return True


def _find_monthly(subscription_id: str | None, number: str) -> MonthlyGift | None:
    found = MonthlyGift.objects.filter(subscription_id=subscription_id or "-").first()
    return found or MonthlyGift.objects.filter(number=number or "-").first()


def _hear_dispute(dispute_id: str, *, now: datetime) -> bool:
    fact = gateway.get_dispute(dispute_id=dispute_id)
    gift = _find_received(fact.payment_intent_id, now=now)
    if gift is None:
        return False
    refunding.record_dispute(
        gift_id=gift.pk, dispute_id=fact.id, taken_minor=fact.taken_minor, now=now
    )
    return True


def _hear_refund(object_id: str, *, now: datetime) -> bool:
    gift = _find_received(gateway.find_payment(object_id=object_id), now=now)
    if gift is None:
        return False
    refunding.sync_refunds(gift_id=gift.pk, now=now)
    return True


def _find_received(payment_intent_id: str | None, *, now: datetime) -> Gift | None:
    """Return the gift of a payment, settled first where its own event has not come yet."""
    if payment_intent_id is None:
        return None
    gift = Gift.objects.filter(payment_intent_id=payment_intent_id).first()
    if gift is None:
        number = gateway.find_gift_of_payment(payment_intent_id=payment_intent_id)
        gift = Gift.objects.filter(number=number).first() if number else None
    if gift is None or gift.state in Gift.RECEIVED:
        return gift
    gift = settling.settle_gift(gift_id=gift.pk, now=now)
    return gift if gift.state in Gift.RECEIVED else None


ACTS: tuple[tuple[str, Callable[..., bool]], ...] = (
    ("checkout.session.", _hear_session),
    ("invoice.", _hear_invoice),
    ("customer.subscription.", _hear_subscription),
    ("charge.dispute.", _hear_dispute),
    ("charge.refund", _hear_refund),
    ("refund.", _hear_refund),
)
"""How the kinds of events begin, and what each asks for."""
