"""Read payments: how an order stands with its money, and whether paying is possible at all."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import Error
from django.db.models import F, QuerySet, Sum

from shop.addedgifts.port import get_gift_minor
from shop.giftcards.models import CardPayment
from shop.giftcards.queries import get_part_minor
from shop.money import to_minor
from shop.stripe_checkout.models import (
    Alarm,
    Dispute,
    Movement,
    PaymentAttempt,
    Refund,
    RefundLine,
)

DISPUTE_KINDS = (Movement.Kind.DISPUTE, Movement.Kind.DISPUTE_REVERSAL)


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
    """What of an order has gone back or is on its way: pieces and cents per line, and delivery."""

    quantities: dict[int, int]
    net_minors: dict[int, int]
    tax_minors: dict[int, int]
    shipping_net_minor: int
    shipping_tax_minor: int


def get_payment_state(*, order: Any) -> PaymentState:
    """Return how the order stands, from the sums of its movements. Three queries.

    What a gift card has paid, or got back, counts like money.
    """
    totals: dict[str, int] = {
        row["kind"]: row["total"]
        for row in Movement.objects.filter(order=order)
        .order_by()
        .values("kind")
        .annotate(total=Sum("amount_minor"))
    }
    by_card = CardPayment.objects.filter(order=order, state=CardPayment.State.TAKEN).first()
    charged = sum(totals.get(kind, 0) for kind in Movement.OWN)
    charged += by_card.amount_minor if by_card else 0
    if not charged:
        waits = order.payment_attempts.filter(state=PaymentAttempt.State.PROCESSING).exists()
        return PaymentState.PROCESSING if waits else PaymentState.UNPAID
    if totals.get(Movement.Kind.DISPUTE, 0) + totals.get(Movement.Kind.DISPUTE_REVERSAL, 0):
        return PaymentState.DISPUTED
    back = -totals.get(Movement.Kind.REFUND, 0) - totals.get(Movement.Kind.ADJUSTMENT, 0)
    back += by_card.given_back_minor if by_card else 0
    if back <= 0:
        return PaymentState.PAID
    return PaymentState.REFUNDED if back >= charged else PaymentState.PARTLY_REFUNDED


def get_due_minor(*, order: Any) -> int:
    """Return the cents of the order that money must pay: all but its gift card's part."""
    return to_minor(order.total_incl_tax) - get_part_minor(order=order)


def get_asked_minor(*, order: Any) -> int:
    """Return the cents that one payment brings: what is due for the order, and its gift."""
    return get_due_minor(order=order) + get_gift_minor(order_number=order.number)


def get_refunded_parts(*, order: Any, is_made: bool = False) -> RefundedParts:
    """Return the pieces and shipping that refunds have claimed, or that Stripe has made.

    A refund that failed frees them, before its money left and afterwards: the books then have the
    sale back (`OrderRefundFailed`).
    """
    standing = _find_standing(is_made=is_made).filter(order=order, takes_back_sale=True)
    sums = (
        RefundLine.objects.filter(refund__in=standing)
        .order_by()
        .values_list("line_id")
        .annotate(Sum("quantity"), Sum("net_minor"), Sum("tax_minor"))
    )
    quantities, net_minors, tax_minors = {}, {}, {}
    for line_id, quantity, net_minor, tax_minor in sums:
        quantities[line_id] = quantity
        net_minors[line_id] = net_minor
        tax_minors[line_id] = tax_minor
    return RefundedParts(
        quantities=quantities,
        net_minors=net_minors,
        tax_minors=tax_minors,
        shipping_net_minor=_sum(standing, "shipping_minor"),
        shipping_tax_minor=_sum(standing, "tax_minor") - sum(tax_minors.values()),
    )


def get_shipping_left(*, order: Any) -> tuple[int, int]:
    """Return net and tax, in cents, of the order's delivery that no refund has claimed."""
    gone = get_refunded_parts(order=order)
    net_minor = to_minor(order.shipping_excl_tax)
    tax_minor = to_minor(order.shipping_incl_tax) - net_minor
    return net_minor - gone.shipping_net_minor, tax_minor - gone.shipping_tax_minor


def _find_standing(*, is_made: bool) -> QuerySet[Refund]:
    """Return the refunds that did not fail, or those of them that Stripe has made."""
    standing = Refund.objects.exclude(state__in=Refund.LOST)
    return standing.exclude(stripe_id=None) if is_made else standing


def get_money_left(*, attempt: PaymentAttempt, is_made: bool = False) -> int:
    """Return the cents of a payment that no refund has claimed and no bank has taken back.

    A gift card's part of the order is none of them: it came by no payment; nor is a gift to the
    fund, which came by the same payment and was handed over.

    With `is_made` a refund counts once Stripe has made it.
    """
    moved = Movement.objects.filter(attempt=attempt)
    came = moved.filter(kind__in=(*Movement.OWN, *DISPUTE_KINDS))
    claimed = _find_standing(is_made=is_made).filter(attempt=attempt, goes_to_gift_card=False)
    return _sum(came, "amount_minor") - _sum(claimed, "gross_minor")


def get_tax_left(*, order: Any) -> int:
    """Return the cents of an order's tax that no refund at Stripe has given back."""
    tax = to_minor(order.total_incl_tax - order.total_excl_tax)
    made = _find_standing(is_made=True).filter(order=order, takes_back_sale=True)
    return tax - _sum(made, "tax_minor")


def _sum(rows: QuerySet[Any], column: str) -> int:
    total: int | None = rows.aggregate(total=Sum(column))["total"]
    return total or 0


def find_disputes_to_answer() -> QuerySet[Dispute]:
    """Return the disputes that wait for our answer, the most urgent first."""
    waiting = Dispute.objects.filter(state__in=Dispute.WAITING).select_related("order")
    return waiting.order_by(F("due_at").asc(nulls_last=True), "pk")


def get_card_money_left(*, order: Any) -> int:
    """Return the cents that a gift card has paid of the order and that no refund has claimed."""
    paid = CardPayment.objects.filter(order=order, state=CardPayment.State.TAKEN)
    claimed = _find_standing(is_made=False).filter(order=order, goes_to_gift_card=True)
    return _sum(paid, "amount_minor") - _sum(claimed, "gross_minor")


def find_cash_to_hand_back() -> QuerySet[Refund]:
    """Return the refunds of cash that nobody has handed back yet, the longest waiting first."""
    waiting = Refund.objects.filter(
        state=Refund.State.REQUESTED,
        attempt__method=PaymentAttempt.Method.CASH,
        goes_to_gift_card=False,
    )
    return waiting.select_related("order").order_by("requested_at", "pk")


def is_money_disputed(*, order: Any) -> bool:
    """Return whether the buyer's bank holds money of the order until it has decided."""
    return Dispute.objects.filter(order=order, state__in=Dispute.HOLDING_MONEY).exists()


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


def find_unexplained_refunds(*, order: Any) -> QuerySet[Refund]:
    """Return the refunds made at Stripe of which nobody has said what they were for."""
    external = Refund.objects.filter(order=order, key__startswith=Refund.EXTERNAL)
    paid = external.filter(takes_back_sale=False, attempt__paid_order_at__isnull=False)
    return paid.exclude(state__in=Refund.LOST).order_by("pk")
