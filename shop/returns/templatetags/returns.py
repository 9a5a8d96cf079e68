"""The returns of an order, for its page, and the days that pages and mails promise for them."""

from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone

from shop.order.queries import get_order
from shop.returns.queries import get_returnable_pieces, list_returns

register = template.Library()


@register.inclusion_tag("shop/returns/_returns.html")
def order_returns(number: str, page: str) -> dict[str, Any]:
    """Show the order's returns, and whether more may come back. `page` is the order page's path."""
    order = get_order(number)
    return {
        "returns": list_returns(order=order),
        "may_ask": bool(get_returnable_pieces(order=order, now=timezone.now())),
        "page": page,
    }


@register.simple_tag
def return_days() -> int:
    """Return within how many days after they arrived goods may come back."""
    days: int = settings.RETURN_DAYS_AFTER_ARRIVAL
    return days
