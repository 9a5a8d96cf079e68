"""An issuer warns of a payment: nothing ships, and staff are advised to give the money back."""

from datetime import datetime

from django.db import transaction

from shop.order import services as orders
from shop.order.queries import ON_HOLD, UNSHIPPED_STATUSES
from shop.stripe_checkout import gateway
from shop.stripe_checkout.facts import FraudWarning
from shop.stripe_checkout.models import StaffTask
from shop.stripe_checkout.services.attempts import lock_attempt
from shop.stripe_checkout.services.findings import open_task
from shop.stripe_checkout.services.refund_calls import get_charged_attempt


def sync_fraud_warning(*, warning_id: str, now: datetime) -> bool:
    """Act on a warning as it stands at Stripe; return whether it is about a payment of ours.

    Call it outside any transaction. Raise `PaymentUnknown` while the payment is not recorded here.
    """
    fact = gateway.get_fraud_warning(warning_id=warning_id)
    intent = gateway.find_charge_payment(charge_id=fact.charge_id)
    if intent is None:
        return False
    attempt = get_charged_attempt(payment_intent_id=intent)
    record_fraud_warning(attempt_id=attempt.pk, fact=fact, now=now)
    return True


@transaction.atomic
def record_fraud_warning(*, attempt_id: int, fact: FraudWarning, now: datetime) -> bool:
    """Hold the order if its goods are still here and ask staff; return whether this call did it.

    One that staff dealt with, or of money that went back or is disputed, is over.
    """
    attempt = lock_attempt(attempt_id)
    kind = StaffTask.Kind.FRAUD_WARNING
    known = StaffTask.objects.filter(kind=kind, reference=fact.id)
    if not fact.is_actionable or known.exists():
        return False
    open_task(
        kind=kind, reference=fact.id, order=attempt.order, facts={"type": fact.fraud_type}, now=now
    )
    if attempt.order.status in UNSHIPPED_STATUSES:
        orders.change_status(
            order=attempt.order, to=ON_HOLD, reason="The card's issuer warns of fraud", now=now
        )
    return True
