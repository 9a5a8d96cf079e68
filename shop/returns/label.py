"""The label for the way back: printed at home, carried by whom the buyer chooses."""

from django.conf import settings

from nomi.platform.languages import in_store_language
from nomi.platform.paper import LABEL, write_pdf
from shop.fulfilment.papers.label import build_address_label
from shop.order.summary import get_address_lines
from shop.returns.models import Return


@in_store_language
def write_return_label(made: Return) -> bytes:
    """Return the label as PDF: from the buyer, to us, with the order's number."""
    paper = build_address_label(
        order=made.order,
        sender=get_address_lines(made.order.shipping_address),
        receiver=(settings.SELLER_NAME, *settings.SELLER_ADDRESS),
    )
    return write_pdf([paper], title=made.order.number, size=LABEL, margin=20)
