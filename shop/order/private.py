"""Pages behind a private link: kept by nobody, followed by nobody, found by nobody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from nomi.platform.tokens.queries import find_reference
from shop.order.proof import is_proven
from shop.order.queries import find_order

View = Callable[..., HttpResponse]


def private_page(view: View) -> View:
    """Send the headers that keep an address and its page out of caches, logs and indexes.

    A browser hides the origin of a form on a page without a referrer, so that Django's check would
    refuse every one. It is not needed either: nobody can have such a form sent who does not know
    the link, and no page goes by a cookie alone.
    """

    @wraps(view)
    def with_headers(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = view(request, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return csrf_exempt(with_headers)


def proven_page(view: View) -> View:
    """Hand the view the order of the link once the visitor has shown to know its e-mail address.

    Everybody else is led to the order's page, which asks for it; so are wrong, unknown and expired
    links, alike.
    """

    @wraps(view)
    @private_page
    def show(request: HttpRequest, token: str, **rest: Any) -> HttpResponse:
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
