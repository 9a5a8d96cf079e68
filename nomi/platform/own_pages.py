"""Forms without a token, on pages that are the same for everybody.

A token belongs to one visitor, so a page that is kept for all can hold none. Instead the browser's
own word decides: it says with each request which site's page sent it, and no page can change that
word. Since 2023 every browser says so in Sec-Fetch-Site; older ones, and all over plain HTTP, say
it in Origin or Referer. Who says nothing at all is refused: the session's cookie is SameSite=Lax,
yet a foreign page could still hand a visitor another basket in place of her own.

Only for forms of such pages that move no money and change no account. All others keep the token.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_callable
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
REASON = "The request did not come from a page of ours."


def from_own_pages(view: View) -> View:
    """Refuse what a page of another site sends, in the words of Django's own check of the token."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *place: Any, **address: Any) -> HttpResponse:
        is_unchecked = getattr(request, "_dont_enforce_csrf_checks", False)  # Django's test client
        if request.method in SAFE or is_unchecked or is_from_own_page(request):
            return view(request, *place, **address)
        refuse: View = get_callable(settings.CSRF_FAILURE_VIEW)
        return refuse(request, reason=REASON)

    return answer


def is_from_own_page(request: HttpRequest) -> bool:
    """Return whether the browser says that a page of ours sent the request; all it says counts."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("Origin")
    if origin is not None:
        return _is_ours(request, origin)
    return site is not None or _is_ours(request, _read_origin(request.headers.get("Referer", "")))


def _is_ours(request: HttpRequest, origin: str) -> bool:
    return origin in {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}


def _read_origin(address: str) -> str:
    """Return scheme and host of an address, "" for what is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
