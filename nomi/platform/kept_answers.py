"""Kept pages answered again, before sessions, routes and views are asked.

A process remembers the answers it gave for kept pages (`nomi.platform.kept_pages`) by the address
as it was asked, headers and all. To a visitor who brings no cookie it gives one again while the
state of public pages, the day and the build are those under which the page was begun: one question
to Redis. Whoever brings a cookie goes the whole way, so nothing about a visitor is decided here.
Room is fixed: an address has one place, and another answer there is pushed out.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils.cache import get_conditional_response

from nomi.platform.kept_pages import KeptResponse, read_state, takes_packed

View = Callable[[HttpRequest], HttpResponse]
Address = tuple[str, str, bool]
"""Path, query and whether the browser takes compressed pages."""

PLACES = 512


@dataclass(frozen=True, kw_only=True)
class Remembered:
    """An answer as it went out."""

    address: Address
    state: str
    made_at: float
    etag: str
    headers: dict[str, str]
    body: bytes
    route: ResolverMatch | None

    @property
    def is_true(self) -> bool:
        """Return whether nothing on public pages changed since, and it is not too old."""
        is_young = time.time() - self.made_at < settings.KEPT_PAGE_SECONDS
        return is_young and self.state == read_state()

    def give(self, request: HttpRequest) -> HttpResponse:
        """Answer with it, or that nothing has changed since the visitor read it."""
        request.get_host()  # refuses hosts that are not ours
        request.resolver_match = self.route
        response = HttpResponse(self.body, headers=self.headers)
        answer = get_conditional_response(request, etag=self.etag, response=response)
        return answer or response


def answer_again(get_response: View) -> View:
    """Give a remembered answer while it is true; remember answers that show a kept page."""
    places: list[Remembered | None] = [None] * PLACES

    def respond(request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or request.COOKIES:
            return get_response(request)
        address = _read_address(request)
        place = hash(address) % PLACES
        known = places[place]
        if known is not None and known.address == address and known.is_true:
            return known.give(request)
        response = get_response(request)
        if isinstance(response, KeptResponse) and _is_for_all(response):
            places[place] = _remember(address, request, response)
        return response

    return respond


def _read_address(request: HttpRequest) -> Address:
    return request.path_info, request.META.get("QUERY_STRING", ""), takes_packed(request)


def _is_for_all(response: KeptResponse) -> bool:
    """Return whether no step on the way out has made the answer one visitor's."""
    return bool(response.page.state) and not response.cookies and "Cookie" not in response["Vary"]


def _remember(address: Address, request: HttpRequest, response: KeptResponse) -> Remembered:
    return Remembered(
        address=address,
        state=response.page.state,
        made_at=response.page.made_at,
        etag=response.page.etag,
        headers=dict(response.items()),
        body=response.content,
        route=request.resolver_match,
    )
