"""Write down that money goes back, under the order's lock; Stripe is called afterwards."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from oscar.core.loading import get_model

from nomi.platform.doorbell import ring_on_commit
from nomi.platform.screens import format_minor
from shop.order.queries import lock_order
from shop.stripe_checkout.models import Movement, PaymentAttempt, Refund, RefundLine
from shop.stripe_checkout.queries import (
    get_money_left,
    get_shipping_left,
    is_money_disputed,
)
from shop.stripe_checkout.services.refund_lines import (
    RefundRefused,
    add_amount,
    build_lines,
    refuse_gone,
)

SUBMIT = "shop.stripe_checkout.tasks.submit_due_refunds"


@transaction.atomic
def request_refund(
    *,
    order_number: str,
    reason: str,
    now: datetime,
    lines: Mapping[int, int] | None = None,
    amount_minor: int | None = None,
    with_shipping: bool = False,
    key: str = "",
) -> Refund:
    """Write down a refund of `lines` (order line → pieces), of an amount, or of everything left.

    The same `key` is the same refund, however often it is pressed. Net and tax of a line go back by
    `parts.take_pieces`, so that any sequence of partial refunds ends at the whole. `amount_minor`
    cents are money without a piece, delivery among them when `with_shipping`: spread over what is
    left of the lines, the share stays. Raise `RefundRefused` when nothing, or more than was paid,
    would go back, and while the buyer's bank decides about the money.
    """
    order = lock_order(
        get_model("order", "Order").objects.values_list("pk", flat=True).get(number=order_number)
    )
    pressed_before = Refund.objects.filter(key=key).first() if key else None
    if pressed_before is not None:
        if pressed_before.order_id != order.pk:
            message = f"The key {key} is that of another order's refund."
            raise RefundRefused(message)
        return pressed_before
    _refuse_while_disputed(order)
    attempt = order.payment_attempts.filter(paid_order_at__isnull=False).first()
    if attempt is None:
        message = f"Order {order_number} was not paid."
        raise RefundRefused(message)
    is_everything = lines is None and amount_minor is None
    shipping_minor, shipping_tax_minor = (
        get_shipping_left(order=order) if with_shipping or is_everything else (0, 0)
    )
    if amount_minor is None:
        refund_lines = build_lines(order, lines)
    else:
        for_goods = amount_minor - shipping_minor - shipping_tax_minor
        refund_lines = add_amount(order, for_goods, currency=attempt.currency)
    tax_minor = sum(line.tax_minor for line in refund_lines) + shipping_tax_minor
    refund = Refund(
        key=key or str(uuid.uuid4()),
        order=order,
        attempt=attempt,
        gross_minor=sum(line.net_minor for line in refund_lines) + shipping_minor + tax_minor,
        shipping_minor=shipping_minor,
        tax_minor=tax_minor,
        currency=attempt.currency,
        reason=reason[:200],
        takes_back_sale=True,
        requested_at=now,
        due_at=now,
    )
    _queue(refund, refund_lines)
    return refund


@transaction.atomic
def repeat_refund(*, refund_id: int, now: datetime) -> Refund:
    """Write down that a lost refund is made once more; pressed twice, it is made once.

    The books got the sale back when its money came back, so this takes the same pieces again.
    Raise `RefundRefused` unless the money had left and come back, or when the pieces were refunded
    by another refund meanwhile.
    """
    lost = Refund.objects.select_related("attempt").get(pk=refund_id)
    lost.order = lock_order(lost.order_id)
    lost.refresh_from_db(fields=["state", "stripe_id"])
    told = Movement.objects.filter(kind=Movement.Kind.REFUND, stripe_id=lost.stripe_id)
    if lost.state not in Refund.LOST or not told.exists():
        message = f"Refund {lost.uid} did not leave and come back."
        raise RefundRefused(message)
    key = f"again:{lost.uid}"
    pressed_before = Refund.objects.filter(key=key).first()
    if pressed_before is not None:
        return pressed_before
    _refuse_while_disputed(lost.order)
    refuse_gone(lost.order, list(lost.lines.all()))
    if lost.shipping_minor > get_shipping_left(order=lost.order)[0]:
        message = f"The delivery of order {lost.order.number} was refunded meanwhile."
        raise RefundRefused(message)
    refund = Refund(
        key=key,
        order=lost.order,
        attempt=lost.attempt,
        gross_minor=lost.gross_minor,
        shipping_minor=lost.shipping_minor,
        tax_minor=lost.tax_minor,
        currency=lost.currency,
        reason=lost.reason,
        takes_back_sale=lost.takes_back_sale,
        requested_at=now,
        due_at=now,
    )
    copies = [
        RefundLine(
            line_id=line.line_id,
            quantity=line.quantity,
            net_minor=line.net_minor,
            tax_minor=line.tax_minor,
        )
        for line in lost.lines.all()
    ]
    _queue(refund, copies)
    return refund


@transaction.atomic
def request_return_of_money(
    *, attempt: PaymentAttempt, reason: str, now: datetime, amount_minor: int | None = None
) -> Refund:
    """Write down that money which pays nothing goes back, all of it unless an amount is given.

    Once for each attempt; the caller holds the order's lock.
    """
    charge = attempt.movements.get(kind=Movement.Kind.CHARGE)
    refund, _made = Refund.objects.get_or_create(
        key=f"return:{attempt.uid}",
        defaults={
            "order": attempt.order,
            "attempt": attempt,
            "gross_minor": amount_minor or charge.amount_minor,
            "currency": charge.currency,
            "reason": reason,
            "takes_back_sale": False,
            "requested_at": now,
            "due_at": now,
        },
    )
    ring_on_commit(SUBMIT)
    return refund


def _queue(refund: Refund, lines: list[RefundLine]) -> None:
    """Keep the refund with its lines, unless it is too much, and ring for it to be made."""
    _refuse_excess(refund)
    refund.save()
    for line in lines:
        line.refund = refund
    RefundLine.objects.bulk_create(lines)
    ring_on_commit(SUBMIT)


def _refuse_excess(refund: Refund) -> None:
    """Refuse a refund of nothing, and one above what was captured less what went or was taken."""
    left = get_money_left(attempt=refund.attempt)
    if not 0 < refund.gross_minor <= left:
        message = (
            f"{format_minor(refund.gross_minor, refund.currency)} cannot go back:"
            f" {format_minor(left, refund.currency)} is left."
        )
        raise RefundRefused(message)


def _refuse_while_disputed(order: Any) -> None:
    """Refuse to give money back that the buyer's bank has taken already, until it has decided."""
    if is_money_disputed(order=order):
        message = (
            f"The buyer's bank disputes the payment of order {order.number} and has taken the"
            " money back. Nothing more goes back until the dispute is decided."
        )
        raise RefundRefused(message)
