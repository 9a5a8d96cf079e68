"""Write down that money goes back, under the order's lock; Stripe is called afterwards."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from nomi.platform.amounts import format_minor
from nomi.platform.doorbell import ring_on_commit
from shop.order.queries import get_order_id, lock_order
from shop.stripe_checkout.models import Movement, PaymentAttempt, Refund, RefundLine
from shop.stripe_checkout.queries import (
    get_card_money_left,
    get_money_left,
    get_shipping_left,
    is_money_disputed,
)
from shop.stripe_checkout.services.refund_lines import (
    RefundRefused,
    add_amount,
    build_lines,
    take_back_bought,
)
from shop.stripe_checkout.services.ways_back import Parts, split_parts

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
    left of the lines, the share stays. What a gift card had paid comes last and goes back onto it,
    as a refund beside the one that is returned, which has the pieces. Raise `RefundRefused` when
    nothing, or more than was paid, would go back, and while the buyer's bank decides about the
    money.
    """
    order = lock_order(get_order_id(number=order_number))
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
    parts = Parts(
        lines=refund_lines, shipping_minor=shipping_minor, shipping_tax_minor=shipping_tax_minor
    )
    return _queue_parts(
        attempt, parts, order=order, key=key or str(uuid.uuid4()), reason=reason[:200], now=now
    )


def _queue_parts(
    attempt: PaymentAttempt, parts: Parts, *, order: Any, key: str, reason: str, now: datetime
) -> Refund:
    """Keep the refund, as two where a gift card had paid a part; return the one with the pieces."""
    has_card = get_card_money_left(order=order) > 0
    most = get_money_left(attempt=attempt) if has_card else parts.gross_minor
    by_payment, to_card = split_parts(parts, by_payment_minor=most)
    ways = [one for one in (by_payment, to_card) if one.gross_minor] or [by_payment]
    made = [
        _queue(
            Refund(
                key=key if part is ways[0] else f"{key}{Refund.TO_CARD}",
                order=order,
                attempt=attempt,
                gross_minor=part.gross_minor,
                shipping_minor=part.shipping_minor,
                tax_minor=part.tax_minor,
                currency=attempt.currency,
                reason=reason,
                takes_back_sale=True,
                goes_to_gift_card=part is to_card,
                requested_at=now,
                due_at=now,
            ),
            part.lines,
        )
        for part in ways
    ]
    return made[0]


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


def _queue(refund: Refund, lines: list[RefundLine]) -> Refund:
    """Keep the refund with its lines, unless it is too much, and ring for it to be made.

    The price of a gift card leaves the card now, before the money leaves us.
    """
    _refuse_excess(refund)
    refund.save()
    take_back_bought(refund, now=refund.requested_at)
    for line in lines:
        line.refund = refund
    RefundLine.objects.bulk_create(lines)
    ring_on_commit(SUBMIT)
    return refund


def _refuse_excess(refund: Refund) -> None:
    """Refuse a refund of nothing, and one above what was captured less what went or was taken."""
    left = (
        get_card_money_left(order=refund.order)
        if refund.goes_to_gift_card
        else get_money_left(attempt=refund.attempt)
    )
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
