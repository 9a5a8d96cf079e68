"""A number for each request, and one line about it when it is over."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

from nomi.platform.logging.facts import set_facts

View = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger("nomi.web")


def log_requests(get_response: View) -> View:
    """Give the request a number, and log which page it asked for (its route, never its address)."""

    def respond(request: HttpRequest) -> HttpResponse:
        number, started = begin_request()
        response = get_response(request)
        match = request.resolver_match
        end_request(
            method=request.method or "",
            route=match.route if match else "",
            status=response.status_code,
            started=started,
        )
        response["X-Request-ID"] = number
        return response

    return respond


def begin_request() -> tuple[str, float]:
    """Return the number that all lines of this request will carry, and when it began."""
    number = uuid.uuid4().hex
    set_facts(request_id=number)
    return number, time.perf_counter()


def end_request(*, method: str, route: str, status: int, started: float) -> None:
    """Write the line of a request that began at `started`."""
    log.info(
        "request",
        method=method,
        route=route,
        status=status,
        ms=round((time.perf_counter() - started) * 1000),
    )
