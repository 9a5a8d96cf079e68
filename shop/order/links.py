"""Private links of an order: its page, the thank-you page, and the trace of its share."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from nomi.platform.tokens import services as tokens

ORDER_LIFE = timedelta(days=180)
TRACE_LIFE = timedelta(days=730)


def get_order_token(*, order: Any) -> str:
    """Return the token of the order's page, the same each time."""
    return tokens.issue(
        purpose="order", reference=order.number, expires_at=order.date_placed + ORDER_LIFE
    )


def get_thanks_path(*, order: Any) -> str:
    """Return the path of the thank-you page."""
    return reverse("checkout:thank-you", kwargs={"token": get_order_token(order=order)})


def get_order_path(*, order: Any) -> str:
    """Return the path of the order's page."""
    return reverse("order-page", kwargs={"token": get_order_token(order=order)})


def get_trace_path(*, order: Any) -> str:
    """Return the path of the page that follows the order's share."""
    token = tokens.issue(
        purpose="trace", reference=order.number, expires_at=order.date_placed + TRACE_LIFE
    )
    return reverse("trace", kwargs={"token": token})


def get_address(path: str) -> str:
    """Return a path as a full address, for mails."""
    return f"{settings.SITE_ADDRESS}{path}"
