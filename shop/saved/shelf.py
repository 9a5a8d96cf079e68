"""A visitor's wish list: her account's, or that of her session until she signs in."""

from datetime import datetime

from django.http import HttpRequest

from shop.saved import services
from shop.saved.queries import list_saved
from shop.search.queries import find_cards_by_product
from shop.storefront.cards import CardView, show_card

KEY = "saved"
MOST = 100
"""Products on one list."""


def read_shelf(request: HttpRequest) -> list[int]:
    """Return the products on the visitor's list, the latest first."""
    if request.user.is_authenticated:
        return list_saved(user_id=request.user.pk)
    return read_session(request)


def show_shelf(request: HttpRequest) -> list[tuple[int, CardView]]:
    """Return the products of the visitor's list that are on show, each with its card."""
    wanted = read_shelf(request)
    found = find_cards_by_product(product_ids=wanted) if wanted else []
    return [(card.pk, show_card(card)) for card in found]


def read_session(request: HttpRequest) -> list[int]:
    """Return what this browser keeps without an account. No query for a new visitor."""
    kept = request.session.get(KEY, []) if request.session.session_key else []
    return [pk for pk in kept if isinstance(pk, int)]


def keep(request: HttpRequest, *, product_id: int, now: datetime) -> bool:
    """Put a product on the visitor's list; return False when the list is full."""
    kept = read_shelf(request)
    if product_id in kept:
        return True
    if len(kept) >= MOST:
        return False
    if request.user.is_authenticated:
        services.save_products(user_id=request.user.pk, product_ids=[product_id], now=now)
    else:
        request.session[KEY] = [product_id, *kept]
    return True


def drop(request: HttpRequest, *, product_id: int) -> None:
    """Take a product off the visitor's list."""
    if request.user.is_authenticated:
        services.drop_product(user_id=request.user.pk, product_id=product_id)
    elif product_id in (kept := read_session(request)):
        request.session[KEY] = [pk for pk in kept if pk != product_id]
