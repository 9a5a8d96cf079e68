"""Pages behind a private link: kept by nobody, followed by nobody, found by nobody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from nomi.platform.tokens.queries import find_reference
from shop.order.queries import find_order


def private_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Send the headers that keep an address and its page out of caches, logs and indexes.

    A browser hides the origin of a form on a page without a referrer, so that Django's check would
    refuse every one. It is not needed either: nobody can have such a form sent who does not know
    the link, and the link alone is what the page goes by, never a cookie.
    """

    @wraps(view)
    def with_headers(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = view(request, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return csrf_exempt(with_headers)


def get_order_by_token(token: str) -> Any:
    """Return the token's order; wrong, unknown and expired tokens get the same 404."""
    number = find_reference(purpose="order", token=token, now=timezone.now())
    order = find_order(number) if number else None
    if order is None:
        raise Http404
    return order
