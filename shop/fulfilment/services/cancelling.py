"""Take pieces out of a paid order before they leave, and give their money back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.fulfilment.models import Cancellation, CancelledLine, Shipment
from shop.fulfilment.queries import SENDABLE, get_open_pieces
from shop.fulfilment.services.refusals import ParcelRefused
from shop.fulfilment.services.shipping import choose_pieces, let_go
from shop.order.queries import ON_HOLD, PARTLY_SHIPPED, SHIPPED, lock_order
from shop.order.services import change_status, release_order
from shop.stock import services as stock
from shop.stripe_checkout.models import Refund
from shop.stripe_checkout.queries import get_refunded_parts, get_shipping_left
from shop.stripe_checkout.services import request_refund
from shop.stripe_checkout.services.refund_lines import build_lines


@transaction.atomic
def cancel_pieces(
    *,
    order_id: int,
    reason: str,
    restocks: bool,
    key: str,
    by: Any,
    now: datetime,
    pieces: Mapping[int, int] | None = None,
) -> Cancellation:
    """Take `pieces` (order line → how many), or everything that waits, out of a paid order.

    What was paid for them goes back by a refund of their lines; with the last piece of an order of
    which nothing has left, delivery goes back too and the order is cancelled whole, vouchers
    included. Pieces that do not go back on the shelf are written off. The same `key` is the same
    cancellation. Raise `ParcelRefused`, or `RefundRefused`, and change nothing.
    """
    order = lock_order(order_id)
    done_before = Cancellation.objects.filter(key=key).first()
    if done_before is not None:
        return done_before
    is_paid = order.payment_attempts.filter(paid_order_at__isnull=False).exists()
    if order.status not in SENDABLE and not (order.status == ON_HOLD and is_paid):
        message = _("Order %(number)s is “%(status)s”: nothing can be taken out of it.")
        raise ParcelRefused(message % {"number": order.number, "status": order.status})
    wanted = choose_pieces(order, pieces)
    is_whole = wanted == get_open_pieces(order=order)
    has_left = Shipment.objects.filter(order=order).exists()
    cancellation = Cancellation.objects.create(
        key=key,
        order=order,
        refund=_give_back(order, wanted, is_last=is_whole and not has_left, reason=reason, now=now)
        if is_paid
        else None,
        restocks=restocks,
        reason=reason,
        cancelled_at=now,
        cancelled_by=by,
    )
    for line_id, quantity in wanted.items():
        CancelledLine.objects.create(cancellation=cancellation, line_id=line_id, quantity=quantity)
    held = let_go(order, wanted)
    if restocks:
        stock.release(quantities=held)
    else:
        stock.consume(quantities=held)
    if is_whole and not has_left:
        release_order(order=order, now=now, reason=reason)
    elif is_whole and order.status == PARTLY_SHIPPED:
        change_status(order=order, to=SHIPPED, reason=reason, now=now)
    return cancellation


def _give_back(
    order: Any, wanted: Mapping[int, int], *, is_last: bool, reason: str, now: datetime
) -> Refund | None:
    """Refund what these pieces cost and have not been refunded for; None when that is nothing."""
    parts = get_refunded_parts(order=order)
    left = {line.pk: line.quantity - parts.quantities.get(line.pk, 0) for line in order.lines.all()}
    lines = {pk: min(quantity, left[pk]) for pk, quantity in wanted.items() if left[pk]}
    with_shipping = is_last and any(get_shipping_left(order=order))
    costs_something = any(one.net_minor or one.tax_minor for one in build_lines(order, lines))
    if not (costs_something or with_shipping):
        return None
    return request_refund(
        order_number=order.number,
        reason=reason,
        now=now,
        lines=lines,
        with_shipping=with_shipping,
    )
