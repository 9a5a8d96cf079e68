"""Parcels leave and arrive. Every service locks the order first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from shop.fulfilment.models import Shipment, ShippedLine
from shop.fulfilment.queries import SENDABLE, get_open_pieces
from shop.fulfilment.services.refusals import ParcelRefused
from shop.order.owing import owe_mail
from shop.order.queries import DELIVERED, PAID, PARTLY_SHIPPED, READY, SHIPPED, lock_order
from shop.order.services import change_status
from shop.stock import services as stock


@transaction.atomic
def ship_pieces(
    *,
    order_id: int,
    carrier: str,
    tracking_number: str,
    key: str,
    by: Any,
    now: datetime,
    pieces: Mapping[int, int] | None = None,
    tells_buyer: bool = True,
) -> Shipment:
    """Send `pieces` (order line → how many) in one parcel, or everything left when None.

    The held stock is used up, the order moves on and, unless the buyer saw it, one mail is owed.
    The same `key` is the same
    parcel, however often it is pressed. Raise `ParcelRefused`, and change nothing, when the order
    may not leave or has fewer pieces waiting.
    """
    order = lock_order(order_id)
    sent_before = Shipment.objects.filter(key=key).first()
    if sent_before is not None:
        return sent_before
    if order.status not in SENDABLE:
        message = _("Order %(number)s is “%(status)s”: nothing of it can leave now.")
        raise ParcelRefused(message % {"number": order.number, "status": order.status})
    wanted = choose_pieces(order, pieces)
    shipment = Shipment.objects.create(
        key=key,
        order=order,
        carrier=carrier,
        tracking_number=tracking_number.strip(),
        shipped_at=now,
        shipped_by=by,
    )
    for line_id, quantity in wanted.items():
        ShippedLine.objects.create(shipment=shipment, line_id=line_id, quantity=quantity)
    stock.consume(quantities=let_go(order, wanted))
    _move_on(order, now=now)
    if tells_buyer:
        owe_mail(kind="order_shipped", order=order, reference=str(shipment.uid), now=now)
    return shipment


@transaction.atomic
def deliver_order(*, order_id: int, now: datetime, tells_buyer: bool = True) -> bool:
    """Note that the last parcel arrived; return False when that was noted before.

    Raise `ParcelRefused` unless everything has left.
    """
    order = lock_order(order_id)
    if order.status == DELIVERED:
        return False
    if order.status != SHIPPED:
        message = _("Order %(number)s is “%(status)s”: only what has left can arrive.")
        raise ParcelRefused(message % {"number": order.number, "status": order.status})
    Shipment.objects.filter(order=order, delivered_at__isnull=True).update(delivered_at=now)
    change_status(order=order, to=DELIVERED, reason="", now=now)
    if tells_buyer:
        owe_mail(kind="order_delivered", order=order, now=now)
    return True


def choose_pieces(order: Any, pieces: Mapping[int, int] | None) -> dict[int, int]:
    """Return the pieces meant, in line order; refuse none at all and more than wait."""
    waiting = get_open_pieces(order=order)
    wanted = waiting if pieces is None else {pk: n for pk, n in sorted(pieces.items()) if n}
    if not wanted:
        raise ParcelRefused(_("Nothing was chosen, or nothing of this order waits any more."))
    for line_id, quantity in wanted.items():
        if not 0 < quantity <= waiting.get(line_id, 0):
            message = _("Only %(left)s of that line wait; %(wanted)s were chosen.")
            raise ParcelRefused(message % {"left": waiting.get(line_id, 0), "wanted": quantity})
    return wanted


def let_go(order: Any, pieces: Mapping[int, int]) -> dict[int, int]:
    """Take pieces out of the order's holds; return how many each stock record had held for them.

    Goods whose stock nobody counts hold nothing.
    """
    held: dict[int, int] = {}
    for line in order.lines.filter(pk__in=pieces, stockrecord__isnull=False).order_by("pk"):
        quantity = min(line.num_allocated or 0, pieces[line.pk])
        if quantity:
            line.num_allocated -= quantity
            line.save(update_fields=["num_allocated"])
            held[line.stockrecord_id] = held.get(line.stockrecord_id, 0) + quantity
    return held


def _move_on(order: Any, *, now: datetime) -> None:
    """Move the order to what its parcels make of it."""
    if order.status == PAID:  # whatever leaves was packed
        change_status(order=order, to=READY, reason="", now=now)
    goal = PARTLY_SHIPPED if get_open_pieces(order=order) else SHIPPED
    if order.status != goal:
        change_status(order=order, to=goal, reason="", now=now)


def find_order_id(number: str) -> int | None:
    """Return the key of the order of this number, however it is typed, or None."""
    orders = get_model("order", "Order").objects.filter(number__iexact=number.strip())
    found: int | None = orders.values_list("pk", flat=True).first()
    return found
