"""The parcels of an order, for its page."""

from typing import Any

from django import template

from shop.fulfilment.queries import list_shipments
from shop.order.queries import get_order

register = template.Library()


@register.inclusion_tag("shop/fulfilment/_parcels.html")
def order_parcels(number: str) -> dict[str, Any]:
    """Show the order's parcels with their pieces and where each can be followed."""
    return {"parcels": list_shipments(order=get_order(number))}
