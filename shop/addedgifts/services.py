"""Tell of the gift of a new order, in the transaction that places it."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from shop.addedgifts.wish import GiftWish
from shop.events import GiftAdded, gift_added

LONGEST_NAME = 100


def add_gift(*, order: Any, wish: GiftWish, now: datetime) -> None:
    """Have the gift written down with its order, under the name that goes on the receipt."""
    address = order.shipping_address
    name = wish.donor_name or f"{address.first_name} {address.last_name}".strip()
    event = GiftAdded(
        order_number=order.number,
        currency=order.currency,
        amount_minor=wish.amount_minor,
        purpose=wish.purpose,
        donor_name=name[:LONGEST_NAME],
        donor_email=order.email,
        user_key=order.user_id,
        language=get_language() or "en",
        added_at=now,
    )
    gift_added.send(sender=None, event=event)
