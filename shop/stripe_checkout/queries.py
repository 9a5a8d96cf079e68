"""Read payments: how an order stands with its money, and whether paying is possible at all."""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import Error
from django.db.models import Sum

from shop.stripe_checkout.models import Alarm, Movement, PaymentAttempt, Refund, RefundLine


class PaymentState(StrEnum):
    """How an order stands with its money; derived from movements, never typed in."""

    UNPAID = "unpaid"
    PROCESSING = "processing"
    PAID = "paid"
    PARTLY_REFUNDED = "partly refunded"
    REFUNDED = "refunded"
    DISPUTED = "disputed"


@dataclass(frozen=True, kw_only=True)
class RefundedParts:
    """What of an order has gone back or is on its way: pieces per line, and shipping or not."""

    quantities: dict[int, int]
    has_shipping: bool


def get_payment_state(*, order: Any) -> PaymentState:
    """Return how the order stands, from the sums of its movements. Two queries."""
    totals: dict[str, int] = {
        row["kind"]: row["total"]
        for row in Movement.objects.filter(order=order)
        .order_by()
        .values("kind")
        .annotate(total=Sum("amount_minor"))
    }
    charged = totals.get(Movement.Kind.CHARGE, 0)
    if not charged:
        waits = order.payment_attempts.filter(state=PaymentAttempt.State.PROCESSING).exists()
        return PaymentState.PROCESSING if waits else PaymentState.UNPAID
    if totals.get(Movement.Kind.DISPUTE, 0) + totals.get(Movement.Kind.DISPUTE_REVERSAL, 0):
        return PaymentState.DISPUTED
    back = -totals.get(Movement.Kind.REFUND, 0) - totals.get(Movement.Kind.ADJUSTMENT, 0)
    if back <= 0:
        return PaymentState.PAID
    return PaymentState.REFUNDED if back >= charged else PaymentState.PARTLY_REFUNDED


def get_refunded_parts(*, order: Any) -> RefundedParts:
    """Return the pieces and shipping that refunds have claimed.

    A refund that failed frees them, before its money left and afterwards: the books then have the
    sale back (`OrderRefundFailed`).
    """
    standing = Refund.objects.filter(order=order, takes_back_sale=True).exclude(
        state__in=Refund.LOST
    )
    quantities: dict[int, int] = defaultdict(int)
    for line_id, quantity in RefundLine.objects.filter(refund__in=standing).values_list(
        "line_id", "quantity"
    ):
        quantities[line_id] += quantity
    return RefundedParts(
        quantities=dict(quantities), has_shipping=standing.filter(shipping_minor__gt=0).exists()
    )


def find_latest_attempt(*, order_number: str) -> PaymentAttempt | None:
    """Return the newest attempt to pay the order, with the order, or None."""
    return PaymentAttempt.objects.select_related("order").filter(order__number=order_number).first()


def ask_payments() -> str | None:
    """Say what keeps the store from taking payments, for the health page."""
    try:
        is_possible = is_payment_possible()
    except Error as error:
        return f"The alarms cannot be read ({type(error).__name__})."
    return None if is_possible else "Stripe refuses our key, so paying is turned off."


def is_payment_possible() -> bool:
    """Return whether there is a key and Stripe has not refused it. One query."""
    return bool(settings.STRIPE_API_KEY) and not (
        Alarm.objects.filter(kind=Alarm.Kind.KEY_REVOKED, cleared_at=None).exists()
    )
