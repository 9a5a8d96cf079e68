"""The mails about parcels."""

from django.utils.translation import gettext as _

from nomi.platform.outbox import registry
from nomi.platform.outbox.mail import Mail
from shop.fulfilment.models import Shipment
from shop.fulfilment.queries import get_open_pieces
from shop.order.mails import write_mail
from shop.order.queries import get_order


def register_mails() -> None:
    """Tell the outbox who writes which kind."""
    registry.register("order_shipped", render_shipped)
    registry.register("order_delivered", render_delivered)


def render_shipped(reference: str) -> Mail:
    """Say what is in the parcel, where to follow it, and whether more comes."""
    shipment = Shipment.objects.get(uid=reference)
    order = get_order(shipment.order.number)
    lines = shipment.lines.select_related("line")
    extra = {
        "pieces": [f"{one.quantity} × {one.line.title}" for one in lines],
        "carrier": shipment.get_carrier_display(),
        "tracking_number": shipment.tracking_number,
        "tracking_address": shipment.tracking_address,
        "more_comes": bool(get_open_pieces(order=order)),
    }
    subject = _("A parcel of order %(number)s has left") % {"number": order.number}
    return write_mail("order_shipped", order, subject, extra)


def render_delivered(reference: str) -> Mail:
    """Say that the parcel arrived, and what to do when it did not."""
    order = get_order(reference)
    subject = _("Order %(number)s was delivered") % {"number": order.number}
    return write_mail("order_delivered", order, subject, {})
