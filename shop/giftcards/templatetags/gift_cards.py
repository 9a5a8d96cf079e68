"""The gift card on the page of the order that bought it."""

from typing import Any

from django import template

from shop.giftcards.codes import group_code, open_code
from shop.giftcards.models import GiftCard

register = template.Library()


@register.inclusion_tag("shop/giftcards/_bought.html")
def order_gift_card(number: str) -> dict[str, Any]:
    """Show the code and what is left; only on pages that prove whose order it is."""
    card = GiftCard.objects.filter(order__number=number).exclude(state="ordered").first()
    if card is None:
        return {"card": None}
    code = open_code(bytes(card.sealed_code or b""), uid=card.uid) if card.is_usable else ""
    return {"card": card, "code": group_code(code)}
