"""The store closed for work: one switch, and every page says so."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

View = Callable[[HttpRequest], HttpResponse]
TRY_AGAIN_SECONDS = 600


def close_for_work(_get_response: View) -> View:
    """Answer 503 in words to every address while STORE_IS_CLOSED; needs neither database nor Redis.

    Probes and static files are answered before. Stripe takes 503 for "later" and repeats its
    webhooks for three days, so no payment is missed. The switch is read when a process starts:
    while the store is open this costs nothing.
    """
    if not settings.STORE_IS_CLOSED:
        raise MiddlewareNotUsed

    def respond(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(
            render_to_string("maintenance.html"),
            status=HTTPStatus.SERVICE_UNAVAILABLE,
            headers={"Retry-After": str(TRY_AGAIN_SECONDS), "Cache-Control": "no-store"},
        )

    return respond
