"""A parcel that never arrived: its share is taken back and the buyer gets the money, once."""

from datetime import datetime

from django.db import transaction

from shop.events import ParcelLost, parcel_lost
from shop.giftcards.queries import is_card_order
from shop.order.queries import PARCEL_STATUSES, get_order_id, lock_order
from shop.stripe_checkout.models import Refund
from shop.stripe_checkout.services.refund_lines import RefundRefused, tell_lines
from shop.stripe_checkout.services.refund_requests import request_refund


@transaction.atomic
def report_lost_parcel(*, order_number: str, reason: str, now: datetime) -> Refund:
    """Say that whatever of an order was not refunded never arrived; return the refund of it.

    Told before the refund leaves, so that the share is taken back as that of a lost parcel and the
    refund finds it gone (DOMAIN.md, rule 5). Raise `RefundRefused`, nothing changed, the second
    time, for an order without a parcel, while a dispute is open, or when nothing is left.
    """
    order = lock_order(get_order_id(number=order_number))
    key = f"lost:{order.number}"
    if Refund.objects.filter(key=key).exists():
        message = f"The parcel of order {order.number} was reported as lost before."
        raise RefundRefused(message)
    if order.status not in PARCEL_STATUSES or is_card_order(order=order):
        message = f"Order {order.number} is {order.status.lower()}: it has no parcel to be lost."
        raise RefundRefused(message)
    refund = request_refund(order_number=order.number, reason=reason, now=now, key=key)
    event = ParcelLost(
        order_number=order.number,
        parcel_id=key,
        lines=tell_lines(refund.lines.order_by("line_id")),
        lost_at=now,
    )
    parcel_lost.send(sender=None, event=event)
    order.notes.create(note_type="System", message=f"Lost on the way: {reason}")
    return refund
