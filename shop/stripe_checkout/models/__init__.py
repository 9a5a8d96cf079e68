"""The tables of payment: attempts, money moved and given or taken back, events, findings."""

from shop.stripe_checkout.models.attempts import PaymentAttempt
from shop.stripe_checkout.models.disputes import Dispute
from shop.stripe_checkout.models.events import StripeEvent
from shop.stripe_checkout.models.findings import Alarm, StaffTask
from shop.stripe_checkout.models.movements import Movement
from shop.stripe_checkout.models.refunds import Refund, RefundLine

__all__ = [
    "Alarm",
    "Dispute",
    "Movement",
    "PaymentAttempt",
    "Refund",
    "RefundLine",
    "StaffTask",
    "StripeEvent",
]
