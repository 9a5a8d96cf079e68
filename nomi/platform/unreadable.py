"""Requests that no page can read: their letters are none of the store's."""

import codecs
from collections.abc import Callable, Iterable
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.http import parse_header_parameters

View = Callable[[HttpRequest], HttpResponse]

FOREIGN = "text/plain; charset=iso-8859-1"
"""What a request with other letters than ours says at last: Django can read it, and we refuse."""


def name_letters(application: WSGIApplication) -> WSGIApplication:
    """Let no request name letters that Django fails over before it is a request.

    Django reads an address in whatever letters the request names. The page of an address would then
    be another one than the address says, and be kept for everybody under it.
    """

    def respond(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not _is_in_utf8(str(environ.get("CONTENT_TYPE", ""))):
            environ["CONTENT_TYPE"] = FOREIGN
        return application(environ, start_response)

    return respond


def refuse_unreadable(get_response: View) -> View:
    """Answer 400 to letters other than UTF-8, and to a NUL, which PostgreSQL's texts cannot hold.

    A cookie with a NUL is none of ours, and whoever has it is let in without it.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        is_nul = "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
        if is_nul or not _is_in_utf8(request.headers.get("content-type", "")):
            return HttpResponse(render_to_string("400.html"), status=HTTPStatus.BAD_REQUEST)
        for name in [name for name, text in request.COOKIES.items() if "\0" in text]:
            del request.COOKIES[name]
        return get_response(request)

    return respond


def _is_in_utf8(content_type: str) -> bool:
    """Return whether UTF-8 is named or no letters at all, as browsers do."""
    try:
        letters = parse_header_parameters(content_type)[1].get("charset")
        return letters is None or codecs.lookup(letters).name == "utf-8"
    except (LookupError, ValueError):
        return False
