"""Slow down people who try stolen cards, and leave honest buyers alone (SAFETY.md, P13).

Counted from rows, so that neither a restart nor a flushed cache forgets, and never by network
address: a whole office may buy behind one.
"""

from datetime import datetime

from django.conf import settings

from shop.stripe_checkout import gateway
from shop.stripe_checkout.models import Alarm, PaymentAttempt, StripeEvent
from shop.stripe_checkout.services.cancelling import end_attempt
from shop.stripe_checkout.services.findings import raise_alarm

DECLINED = "payment_intent.payment_failed"


def count_decline(*, payment_intent_id: str, now: datetime) -> bool:
    """End the payment when too many cards were refused on it; return whether it is one of ours.

    Each refusal is one stored event, so the count is the number of rows, however often handled.
    """
    uid = gateway.find_attempt_of_payment(payment_intent_id=payment_intent_id)
    attempt = PaymentAttempt.objects.filter(uid=uid).first() if uid else None
    if attempt is None:
        return False
    declines = StripeEvent.objects.filter(type=DECLINED, object_id=payment_intent_id).count()
    if declines >= settings.STRIPE_DECLINES_PER_PAYMENT and attempt.is_live:
        raise_alarm(kind=Alarm.Kind.CARD_TESTING, reference=str(attempt.uid), now=now)
        end_attempt(attempt_id=attempt.pk, reason="Too many cards were refused", now=now)
    return True
