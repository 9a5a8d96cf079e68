"""Pages of an order behind its private link: for whoever also knows its e-mail address."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from nomi.platform.private_pages import View, private_page
from nomi.platform.tokens.queries import find_reference
from shop.order.proof import is_proven
from shop.order.queries import find_order


def proven_page(view: View) -> View:
    """Hand the view the order of the link once the visitor has shown to know its e-mail address.

    Everybody else is led to the order's page, which asks for it; so are wrong, unknown and expired
    links, alike.
    """

    @wraps(view)
    @private_page
    def show(request: HttpRequest, token: str, **rest: Any) -> HttpResponseBase:
        order = find_proven_order(request, token)
        if order is None:
            return redirect("order-page", token=token)
        return view(request, order=order, token=token, **rest)

    return show


def find_order_by_token(token: str) -> Any | None:
    """Return the link's order, or None; the database is asked the same questions either way."""
    number = find_reference(purpose="order", token=token, now=timezone.now())
    return find_order(number or "")


def find_proven_order(request: HttpRequest, token: str) -> Any | None:
    """Return the link's order if this visitor may see it, else None."""
    order = find_order_by_token(token)
    return order if is_proven(request, order=order, now=timezone.now()) else None
