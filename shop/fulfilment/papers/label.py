"""The label that we print ourselves: who sends, who receives, and which order it is."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from nomi.platform.paper import Paper, Text
from shop.order.summary import get_address_lines


def build_label(order: Any) -> Paper:
    """Return the label; a long address is set smaller, so that it is always one page."""
    sender = (_("From"), settings.SELLER_NAME, *settings.SELLER_ADDRESS)
    return build_address_label(
        order=order, sender=sender, receiver=get_address_lines(order.shipping_address)
    )


def build_address_label(*, order: Any, sender: tuple[str, ...], receiver: tuple[str, ...]) -> Paper:
    """Return a label between any two."""
    number = _("Order %(number)s") % {"number": order.number}
    return Paper(
        parts=(
            Text(lines=sender, style="small"),
            Text(lines=(_("To"),), style="small"),
            Text(lines=receiver, style="large"),
            Text(lines=(number, order.shipping_method), style="small"),
        ),
        fits_one_page=True,
    )
