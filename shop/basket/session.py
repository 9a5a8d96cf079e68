"""What the visitor's session knows of an order that waits for payment."""

from django.http import HttpRequest

from shop.order.queries import get_held_quantities

ORDER_KEY = "order_number"


def find_order_number(request: HttpRequest) -> str:
    """Return the number of the order this visitor placed last and may still pay, or ""."""
    if not request.session.session_key:
        return ""
    return str(request.session.get(ORDER_KEY, ""))


def get_own_holds(request: HttpRequest) -> dict[int, int]:
    """Return the pieces this visitor's own unpaid order holds. No query for a new visitor."""
    number = find_order_number(request)
    return get_held_quantities(order_number=number) if number else {}
