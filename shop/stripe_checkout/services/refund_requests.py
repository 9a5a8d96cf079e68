"""Write down that money goes back, under the order's lock; Stripe is called afterwards."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from oscar.core.loading import get_model

from nomi.platform.doorbell import ring_on_commit
from nomi.platform.screens import format_minor
from shop.money import to_minor
from shop.order.queries import lock_order
from shop.stripe_checkout.models import Movement, PaymentAttempt, Refund, RefundLine
from shop.stripe_checkout.queries import (
    get_money_left,
    get_refunded_parts,
    is_money_disputed,
)

SUBMIT = "shop.stripe_checkout.tasks.submit_due_refunds"


class RefundRefused(Exception):  # noqa: N818 - says what happened
    """The refund asks for more than there is: money, pieces, a payment, or an undisputed one."""


@transaction.atomic
def request_refund(
    *,
    order_number: str,
    reason: str,
    now: datetime,
    lines: Mapping[int, int] | None = None,
    with_shipping: bool = False,
    key: str = "",
) -> Refund:
    """Write down a refund of `lines` (order line → pieces), or of everything left when None.

    The same `key` is the same refund, however often it is pressed. Net and tax of a line go back by
    `floor(S·(r+x)/q) − floor(S·r/q)`, so that any sequence of partial refunds ends at the whole.
    Raise `RefundRefused` when nothing, or more than was paid, would go back, and while the buyer's
    bank decides about the money.
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
        message = f"Order {order_number} was not paid at Stripe."
        raise RefundRefused(message)
    refund_lines = build_lines(order, lines)
    shipping_minor, shipping_tax_minor = (
        _get_shipping_left(order) if with_shipping or lines is None else (0, 0)
    )
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
    _refuse_excess(refund)
    refund.save()
    for line in refund_lines:
        line.refund = refund
    RefundLine.objects.bulk_create(refund_lines)
    ring_on_commit(SUBMIT)
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
    pieces = {line.line_id: line.quantity for line in lost.lines.all()}
    build_lines(lost.order, pieces)  # refuses those that are gone
    if lost.shipping_minor and get_refunded_parts(order=lost.order).has_shipping:
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
    _refuse_excess(refund)
    refund.save()
    RefundLine.objects.bulk_create(
        RefundLine(
            refund=refund,
            line_id=line.line_id,
            quantity=line.quantity,
            net_minor=line.net_minor,
            tax_minor=line.tax_minor,
        )
        for line in lost.lines.all()
    )
    ring_on_commit(SUBMIT)
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


def build_lines(
    order: Any, wanted: Mapping[int, int] | None, *, is_made: bool = False
) -> list[RefundLine]:
    """Return unsaved refund lines with their exact cents; refuse pieces that are not there.

    With `is_made` only what Stripe has refunded already is not there any more.
    """
    known = {line.pk: line for line in order.lines.order_by("pk")}
    given_back = get_refunded_parts(order=order, is_made=is_made).quantities
    if wanted is None:
        wanted = {pk: line.quantity - given_back.get(pk, 0) for pk, line in known.items()}
        wanted = {pk: quantity for pk, quantity in wanted.items() if quantity}
    built = []
    for pk, quantity in sorted(wanted.items()):
        line, before = known.get(pk), given_back.get(pk, 0)
        if line is None or not 0 < quantity <= line.quantity - before:
            message = f"Line {pk} of order {order.number} has no {quantity} pieces to refund."
            raise RefundRefused(message)
        net_minor = to_minor(line.line_price_excl_tax)
        tax_minor = to_minor(line.line_price_incl_tax) - net_minor
        built.append(
            RefundLine(
                line=line,
                quantity=quantity,
                net_minor=_take_part(net_minor, before, quantity, line.quantity),
                tax_minor=_take_part(tax_minor, before, quantity, line.quantity),
            )
        )
    return built


def _take_part(whole: int, before: int, quantity: int, pieces: int) -> int:
    """Return the cents of `quantity` more pieces when `before` of `pieces` are gone already."""
    return whole * (before + quantity) // pieces - whole * before // pieces


def _get_shipping_left(order: Any) -> tuple[int, int]:
    """Return shipping net and its tax that have not gone back yet."""
    net_minor = to_minor(order.shipping_excl_tax)
    tax_minor = to_minor(order.shipping_incl_tax) - net_minor
    return (0, 0) if get_refunded_parts(order=order).has_shipping else (net_minor, tax_minor)


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
