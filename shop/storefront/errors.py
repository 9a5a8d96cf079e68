"""What people meet when a page is not there, not theirs, or a form came without its token."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from shop.search.queries import find_featured
from shop.storefront.cards import CardView, show_cards

SHOWN = 4


def show_missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no page here, and what there is. One query."""
    del exception  # says nothing that a visitor may read
    return _show(request, "404.html", status=HTTPStatus.NOT_FOUND)


def show_refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that this page is for somebody else. One query."""
    del exception  # says nothing that a visitor may read
    return _show(request, "403.html", status=HTTPStatus.FORBIDDEN)


def refuse_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was not taken, and lead back to the page on which it stands."""
    del reason  # Django has logged it
    return _show(
        request, "403_csrf.html", status=HTTPStatus.FORBIDDEN, back=_find_page_before(request)
    )


def list_goods() -> list[CardView]:
    """Return the goods that stand first, none while the database is away: the words come anyway."""
    try:
        return show_cards(find_featured(limit=SHOWN))
    except Error:
        return []


def _show(
    request: HttpRequest, template: str, *, status: HTTPStatus, **context: Any
) -> HttpResponse:
    return render(request, template, {"cards": list_goods(), **context}, status=status)


def _find_page_before(request: HttpRequest) -> str:
    """Return path and query of the page that the form stands on, "" unless it is one of ours."""
    address = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if not is_ours:
        return ""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
