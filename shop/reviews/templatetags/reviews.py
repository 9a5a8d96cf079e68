"""What of an order can be spoken of, for its page."""

from typing import Any

from django import template

from shop.order.queries import get_order
from shop.reviews.queries import list_subjects

register = template.Library()


@register.inclusion_tag("shop/reviews/_order_reviews.html")
def order_reviews(number: str, page: str) -> dict[str, Any]:
    """Show what may be written about. `page` is the order page's path."""
    return {"subjects": list_subjects(order=get_order(number)), "page": page}
