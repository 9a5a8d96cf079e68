"""Kept pages answered again at the door, before Django makes a request of what was asked.

A process remembers the answers it gave for kept pages (`nomi.platform.kept_pages`) by the address
as it was asked, with all the headers that went out. To a visitor who brings no cookie it gives one
again while the state of public pages, the day and the build are those under which the page was
begun: one question to Redis. Whoever brings a cookie goes the whole way, so nothing about a visitor
is decided here. Room is fixed: an address has one place; another answer there is pushed out.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.utils.http import parse_etags

from nomi.platform.kept_pages import KeptResponse, read_state, takes_packed
from nomi.platform.logging.middleware import begin_request, end_request

PLACES = 512
ADDRESS = (
    "wsgi.url_scheme",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_HOST",
    "SERVER_PORT",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
)
"""What makes an address. An answer under a host that is not ours is never a kept page."""
PERSONAL = ("HTTP_COOKIE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
"""Who brings one of these goes the whole way."""
OF_THE_BODY = {"Content-Type", "Content-Length", "Content-Encoding"}

Address = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """An answer as it went out."""

    address: Address
    state: str
    made_at: float
    etag: str
    headers: list[tuple[str, str]]
    body: bytes
    route: str

    @property
    def is_true(self) -> bool:
        """Return whether nothing on public pages changed since, and it is not too old."""
        is_young = time.time() - self.made_at < settings.KEPT_PAGE_SECONDS
        return is_young and self.state == read_state()

    def give(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with it, or that nothing has changed since the visitor read it."""
        number, started = begin_request()
        status, headers, body = HTTPStatus.OK, self.headers, [self.body]
        if self._is_known_to(environ):
            status, body = HTTPStatus.NOT_MODIFIED, []
            headers = [each for each in headers if each[0] not in OF_THE_BODY]
        end_request(method="GET", route=self.route, status=status, started=started)
        start_response(f"{status} {status.phrase}", [*headers, ("X-Request-ID", number)])
        return body

    def _is_known_to(self, environ: WSGIEnvironment) -> bool:
        """Return whether the visitor has it, by the weak comparison of RFC 9110, 13.1.2."""
        known = parse_etags(environ.get("HTTP_IF_NONE_MATCH", ""))
        return known == ["*"] or self.etag.removeprefix("W/") in {
            each.removeprefix("W/") for each in known
        }


def answer_strangers(application: WSGIApplication) -> WSGIApplication:
    """Give a remembered answer while it is true; remember answers that show a kept page."""
    places: list[Remembered | None] = [None] * PLACES

    def respond(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET" or any(map(environ.get, PERSONAL)):
            return application(environ, start_response)
        address = _read_address(environ)
        place = hash(address) % PLACES
        known = places[place]
        if known is not None and known.address == address and known.is_true:
            return known.give(environ, start_response)
        response = application(environ, start_response)
        if isinstance(response, KeptResponse) and _is_for_all(response):
            places[place] = _remember(address, response)
        return response

    return respond


def _read_address(environ: WSGIEnvironment) -> Address:
    packing = "packed" if takes_packed(environ.get("HTTP_ACCEPT_ENCODING", "")) else "plain"
    return (packing, *(cast("str", environ.get(name, "")) for name in ADDRESS))


def _is_for_all(response: KeptResponse) -> bool:
    """Return whether no step on the way out has made the answer one visitor's."""
    return bool(response.page.state) and not response.cookies and "Cookie" not in response["Vary"]


def _remember(address: Address, response: KeptResponse) -> Remembered:
    return Remembered(
        address=address,
        state=response.page.state,
        made_at=response.page.made_at,
        etag=response.page.etag,
        headers=[each for each in response.items() if each[0] != "X-Request-ID"],
        body=response.content,
        route=response.route,
    )
