"""What the shop's middleware adds to a request, for the type checker and the reader."""

from typing import Any

from django.http import HttpRequest


class ShopRequest(HttpRequest):
    """A request that has been through `BasketMiddleware`."""

    user: Any
    basket: Any
    """The visitor's basket, loaded on first use."""
    strategy: Any
    """What says which price and stock a visitor sees."""
    htmx: Any
    """True when htmx asks for the part of the page that changes."""
    basket_count: int
    """Pieces in the basket, when the page has counted them: remembered for the header."""
    cookies_to_delete: list[str]
