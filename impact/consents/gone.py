"""The one answer for a page about a woman that is not there, whatever the reason.

Never existed, withdrawn, expired, unsafe: the same words and the same status, so that nobody learns
which it was.
"""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def show_gone(request: HttpRequest) -> HttpResponse:
    """Say that there is nothing to show here; no browser or network remembers it."""
    response = render(request, "impact/gone.html", status=HTTPStatus.NOT_FOUND)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
