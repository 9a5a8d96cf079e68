"""Canaries are planted wherever a person's data could reach a line; none may be found."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from nomi.platform.logging.configuration import configure
from nomi.platform.logging.facts import set_facts
from nomi.platform.logging.workers import HEADER, bind_task, release_task, send_request_id
from nomi.urls import urlpatterns as store_urls

CANARY = "canary@shopper.example"


def fail(_request: HttpRequest, token: str) -> HttpResponse:
    message = f"Key (email)=({CANARY}) already exists, {token}"
    raise ValueError(message)


def lose(_request: HttpRequest, token: str) -> HttpResponse:
    raise Http404(token)


urlpatterns = [
    path("fail/<str:token>/", fail),
    path("lose/<str:token>/", lose),
    *store_urls,  # the page of a failure leads on into the shop
]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Apply the store's logging and catch what it writes."""
    configure(settings.LOGGING)
    [handler] = [
        handler for handler in logging.getLogger().handlers if handler.get_name() == "console"
    ]
    assert isinstance(handler, logging.StreamHandler)
    caught = io.StringIO()
    before = handler.setStream(caught)
    yield caught
    handler.setStream(before)
    set_facts()


def read(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


@pytest.fixture
def pages() -> Iterator[Client]:
    """Return a client of two pages that go wrong."""
    middleware = ["nomi.platform.logging.middleware.log_requests"]
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=middleware):
        yield Client(raise_request_exception=False)


def test_failed_request_is_logged_without_personal_data(lines: io.StringIO, pages: Client) -> None:
    answer = pages.post(f"/fail/tok-{CANARY}/?who={CANARY}", {"email": CANARY})

    assert answer.status_code == 500
    assert lines.getvalue().count("canary") == 0
    error, request = read(lines)
    assert error["error"][0]["type"] == "ValueError"
    assert error["request_id"] == request["request_id"] == answer["X-Request-ID"]
    assert (request["event"], request["route"], request["status"]) == (
        "request",
        "fail/<str:token>/",
        500,
    )


def test_missing_page_is_logged_by_route_and_not_by_address(
    lines: io.StringIO, pages: Client
) -> None:
    pages.get("/lose/tok-canary/")
    pages.get("/nowhere/tok-canary/")

    assert lines.getvalue().count("canary") == 0
    assert [(line["route"], line["status"]) for line in read(lines) if "route" in line] == [
        ("lose/<str:token>/", 404),
        ("", 404),
    ]


def test_failed_task_is_logged_without_its_words(lines: io.StringIO) -> None:
    words = {"name": "a.task", "id": "7", "exc": f"ValueError('{CANARY}')", "args": [CANARY]}

    logging.getLogger("celery.app.trace").error(
        "Task %(name)s[%(id)s] raised unexpected: %(exc)s", words, exc_info=ValueError(CANARY)
    )

    [line] = read(lines)
    assert line["event"] == "task a.task 7 failed"
    assert lines.getvalue().count("canary") == 0


def test_any_library_line_loses_its_addresses(lines: io.StringIO) -> None:
    logging.getLogger("some.library").warning("refused %s for 5 s", CANARY)

    [line] = read(lines)
    assert line["event"] == "refused [address] for 5 s"


def test_task_carries_the_number_of_its_request(lines: io.StringIO) -> None:
    headers: dict[str, Any] = {}

    class Task:
        name = "a.task"
        request = type("Request", (), {HEADER: "abc"})()

    set_facts(request_id="abc")
    send_request_id(headers=headers)
    bind_task(task=Task(), task_id="7")
    structlog.get_logger("here").info("working")
    release_task()

    [line] = read(lines)
    assert headers == {HEADER: "abc"}
    assert (line["request_id"], line["task"], line["task_id"]) == ("abc", "a.task", "7")
