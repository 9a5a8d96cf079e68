"""Pages behind a private link: kept by nobody, followed by nobody, found by nobody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponseBase]


def private_page(view: View) -> View:
    """Send the headers that keep an address and its page out of caches, logs and indexes.

    A browser hides the origin of a form on a page without a referrer, so that Django's check would
    refuse every one. It is not needed either: nobody can have such a form sent who does not know
    the link, and no page goes by a cookie alone.
    """

    @wraps(view)
    def with_headers(request: HttpRequest, **address: Any) -> HttpResponseBase:
        response = view(request, **address)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return csrf_exempt(with_headers)
