"""Goods that the buyer takes along: they leave and arrive at once, before our eyes."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.fulfilment.models import Shipment
from shop.fulfilment.services.refusals import ParcelRefused
from shop.fulfilment.services.shipping import deliver_order, ship_pieces
from shop.order.queries import SHIPPED, lock_order
from shop.shipping.rates import is_handed_over


@transaction.atomic
def hand_over(*, order_id: int, by: Any, now: datetime) -> Shipment:
    """Note that the buyer of a paid order took all of it along; pressed twice, it is once.

    No mail is owed: the buyer was there. Raise `ParcelRefused`, and change nothing, for an order
    that goes to an address, and unless it is paid with its goods still here.
    """
    order = lock_order(order_id)
    if not is_handed_over(order.shipping_code):
        message = _("Order %(number)s goes to an address: send it as a parcel.")
        raise ParcelRefused(message % {"number": order.number})
    shipment = ship_pieces(
        order_id=order_id,
        carrier="own",
        tracking_number="",
        key=f"handed-over:{order.number}",
        by=by,
        now=now,
        tells_buyer=False,
    )
    order.refresh_from_db(fields=["status"])
    if order.status == SHIPPED:
        deliver_order(order_id=order_id, now=now, tells_buyer=False)
    return shipment
