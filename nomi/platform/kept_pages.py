"""Pages that are the same for everybody, kept in the shared cache until what they show changes.

A kept page is made for nobody: the view gets a request without cookies, session, user and unknown
parameters, so nothing of a visitor can reach it. It is served while the state of public pages (see
`nomi.platform.changes`), the day and the build of the static files are those under which it was
begun, and KEPT_PAGE_SECONDS at most. Its place is one of a fixed number, found from its address:
made-up addresses push pages out and never make the cache grow. Redis away: pages are made anew.
"""

import gzip
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from nomi.platform.changes import STATE

View = Callable[..., HttpResponse]

LONGEST_NAME = 300
LARGEST_PAGE = 100_000
"""Bytes, compressed."""
MAKING_SECONDS, LOOK_SECONDS, LOOKS = 5, 0.02, 50
CACHE_CONTROL = "public, no-cache, max-age=0"
SHARED_CACHE_CONTROL = "public, max-age=0, stale-while-revalidate=30"
"""For networks in front of us (RFC 9213): they may answer while they ask. A browser always asks."""


class PersonalPageError(Exception):
    """A page that should be the same for everybody holds a token or sets a cookie: a fault."""


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """Room for so many pages of one kind."""

    name: str
    places: int

    def find_place(self, page: str) -> str:
        """Return the key of the one place where this page can stand."""
        number = int.from_bytes(sha256(page.encode()).digest()[:8]) % self.places
        return f"kept:{self.name}:{number}"


@dataclass(frozen=True, kw_only=True)
class Page:
    """A finished page: its body is compressed. Without a state it stands nowhere."""

    etag: str
    content_type: str
    body: bytes
    state: str = ""
    made_at: float = 0
    """Seconds since 1970."""


class KeptResponse(HttpResponse):
    """An answer that shows a page for everybody, under one of our routes."""

    page: Page
    route: str


Answer = Page | HttpResponse


def kept_for_all(*, shelf: Shelf, knows: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Keep what the view shows. `knows` are the parameters that its page depends on."""

    def decorate(view: View) -> View:
        @require_safe
        @wraps(view)
        def answer(request: HttpRequest, **address: Any) -> HttpResponse:
            def make() -> Answer:
                stranger = make_stranger(request, knows=knows)
                return fold(stranger, view(stranger, **address))

            made = _find_or_make(name_page(request, knows=knows), shelf, make)
            if isinstance(made, Page):
                return _send(request, made)
            made.headers.setdefault("Cache-Control", CACHE_CONTROL)
            return made

        return answer

    return decorate


def name_page(request: HttpRequest, *, knows: tuple[str, ...]) -> str:
    """Return path, language and known parameters; "" where those are too long to be kept."""
    name = f"{get_language()} {request.path}?{_write_query(request, knows)}"
    return name if len(name) <= LONGEST_NAME else ""


def make_stranger(request: HttpRequest, *, knows: tuple[str, ...]) -> HttpRequest:
    """Return a request for the same page by nobody in particular, with known parameters only."""
    stranger = HttpRequest()
    stranger.method = "GET"
    stranger.path, stranger.path_info = request.path, request.path_info
    stranger.META = {"QUERY_STRING": _write_query(request, knows)}
    stranger.GET = QueryDict(_write_query(request, knows))
    stranger.user = AnonymousUser()
    stranger.resolver_match = request.resolver_match
    return stranger


def _write_query(request: HttpRequest, knows: tuple[str, ...]) -> str:
    """Return the known parameters of the address, sorted."""
    asked = request.GET
    return urlencode([(name, each) for name in sorted(knows) for each in asked.getlist(name)])


def _find_or_make(name: str, shelf: Shelf, make: Callable[[], Answer]) -> Answer:
    if not name or not settings.KEPT_PAGE_SECONDS:
        return make()
    place = shelf.find_place(name)
    making = f"making-page:{sha256(name.encode()).hexdigest()}"
    try:
        page, state = _look(place, name)
        if page is None and not cache.add(making, 1, timeout=MAKING_SECONDS):
            page = _wait_for(place, name, making)
        elif page is None:
            page, state = _look(place, name)  # whoever made it may have ended since the first look
            if page is not None:
                _let_go(making)
    except RedisError:
        return make()
    if page is not None:
        return page
    try:
        made = make()
        if isinstance(made, Page) and len(made.body) <= LARGEST_PAGE:
            made = replace(made, state=state, made_at=time.time())
            _keep(place, (name, made))
    finally:
        _let_go(making)
    return made


def _look(place: str, name: str) -> tuple[Page | None, str]:
    """Return the page if it stands there and is still true, and the state now. One round trip."""
    found = cache.get_many((STATE, place))
    word = found.get(STATE) or cache.get_or_set(STATE, uuid4().hex, timeout=None)
    state = _write_state(str(word))
    kept_name, page = found.get(place, ("", None))
    is_true = kept_name == name and page.state == state
    return (page if is_true else None), state


def read_state() -> str:
    """Return under what a page must have been begun to be true now; "" when Redis is away."""
    try:
        state = cache.get(STATE)
    except RedisError:
        return ""
    return _write_state(state) if state else ""


def _write_state(state: str) -> str:
    """Return the state with the day and the build of the static files."""
    return f"{state} {timezone.localdate()} {getattr(staticfiles_storage, 'manifest_hash', '')}"


def _wait_for(place: str, name: str, making: str) -> Page | None:
    """Return the page that another request makes; None when it takes long or comes to nothing."""
    for _look_number in range(LOOKS):
        time.sleep(LOOK_SECONDS)
        has_ended = cache.get(making) is None  # asked first: the page stands before it ends
        page, _state = _look(place, name)
        if page is not None or has_ended:
            return page
    return None


def _keep(place: str, entry: tuple[str, Page]) -> None:
    """Put the page in its place, under the state that was read before it was begun."""
    with suppress(RedisError):
        cache.set(place, entry, timeout=settings.KEPT_PAGE_SECONDS)


def _let_go(making: str) -> None:
    """Let those who wait look for themselves, whatever came of it."""
    with suppress(RedisError):
        cache.delete(making)


def fold(stranger: HttpRequest, response: HttpResponse) -> Answer:
    """Return the page ready to be kept, or what is no page (a redirect, an error) as it is.

    Raise `PersonalPageError` for a page with a token or a cookie.
    """
    if response.cookies or response.has_header("Vary") or "CSRF_COOKIE" in stranger.META:
        raise PersonalPageError("A page for everybody depends on who asks.")
    if response.status_code != HTTPStatus.OK:
        return response
    return Page(
        etag=f'W/"{sha256(response.content).hexdigest()[:32]}"',
        content_type=response["Content-Type"],
        body=gzip.compress(response.content, compresslevel=6, mtime=0),
    )


def takes_packed(accepted: str) -> bool:
    """Return whether a browser that accepts these encodings takes compressed pages."""
    return "gzip" in accepted


def _send(request: HttpRequest, page: Page) -> HttpResponse:
    """Answer with the page, or that nothing has changed since the visitor read it."""
    is_packed = takes_packed(request.headers.get("Accept-Encoding", ""))
    body = page.body if is_packed else gzip.decompress(page.body)
    response = KeptResponse(body, content_type=page.content_type)
    response.page = page
    response.route = request.resolver_match.route if request.resolver_match else ""
    if is_packed:
        response["Content-Encoding"] = "gzip"
    response["ETag"] = page.etag
    response["Cache-Control"] = CACHE_CONTROL
    response["CDN-Cache-Control"] = SHARED_CACHE_CONTROL
    patch_vary_headers(response, ("Accept-Encoding",))
    answer = get_conditional_response(request, etag=page.etag, response=response)
    return cast("HttpResponse", answer)
