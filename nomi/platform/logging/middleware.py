"""A number for each request, and one line about it when it is over."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

View = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger("nomi.web")


def log_requests(get_response: View) -> View:
    """Give the request a number, and log which page it asked for (its route, never its address)."""

    def respond(request: HttpRequest) -> HttpResponse:
        structlog.contextvars.clear_contextvars()
        number = uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=number)
        started = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        log.info(
            "request",
            method=request.method,
            route=match.route if match else "",
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000),
        )
        response["X-Request-ID"] = number
        return response

    return respond
