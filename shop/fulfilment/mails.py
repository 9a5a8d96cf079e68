"""The mails about parcels."""

from django.utils.translation import gettext as _

from nomi.platform.outbox import registry
from nomi.platform.outbox.mail import Mail
from shop.fulfilment.models import Shipment
from shop.fulfilment.queries import get_open_pieces
from shop.languages.queries import speak_to_buyer
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
    with speak_to_buyer(order):
        lines = shipment.lines.select_related("line")
        open_pieces = get_open_pieces(order=order)
        waiting = order.lines.filter(pk__in=open_pieces).order_by("pk")
        extra = {
            "pieces": [f"{one.quantity} × {one.line.title}" for one in lines],
            "waiting": [f"{open_pieces[line.pk]} × {line.title}" for line in waiting],
            "carrier": shipment.get_carrier_display(),
            "tracking_number": shipment.tracking_number,
            "tracking_address": shipment.tracking_address,
        }
        number = {"number": order.number}
        if open_pieces:
            subject = _("A part of order %(number)s has left") % number
            return write_mail("order_part_shipped", order, subject, extra)
        is_rest = Shipment.objects.filter(order=order, pk__lt=shipment.pk).exists()
        words = (
            _("The rest of order %(number)s has left")
            if is_rest
            else _("Order %(number)s has left")
        )
        return write_mail("order_shipped", order, words % number, {**extra, "is_rest": is_rest})


def render_delivered(reference: str) -> Mail:
    """Say that the parcel arrived, and what to do when it did not."""
    order = get_order(reference)
    with speak_to_buyer(order):
        subject = _("Order %(number)s was delivered") % {"number": order.number}
        return write_mail("order_delivered", order, subject, {})
