"""No address of the site map answers nonsense with an error of ours, whoever asks."""

import os
import re
import sys
import traceback
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client

from nomi.demo.staff import STAFF_EMAIL, seed_staff
from tests.bad_input.addresses import WORDS, fill, has_parts, is_taken, list_routes
from tests.nomi.desk.rows import make_everything
from tests.shop.shopping import count_everything, make_basket, make_product, make_user

pytestmark = pytest.mark.django_db
PEOPLE = ("visitor", "shopper", "staff")
FIELDS = re.findall(
    r"\w+",
    "quantity variant code email password next expected method page q sort number name title slug"
    " action id first_name country state postcode line1 login in_stock price_min price_max category"
    " colour size min max date_from date_to report_type o all _popup ids items reason agreed",
)
SERVER_ERROR = 500


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """Catch the names of errors that reach the top."""
    caught: list[str] = []

    def remember(**signal: Any) -> None:
        del signal
        error = sys.exc_info()[1]
        last = traceback.extract_tb(error.__traceback__)[-1] if error else None
        caught.append(f"{error!r:.300} at {last}")

    got_request_exception.connect(remember)
    yield caught
    got_request_exception.disconnect(remember)


def enter(person: str) -> Client:
    """Return a client of that person."""
    client = Client()
    if person == "staff":
        seed_staff()
        client.force_login(get_user_model().objects.get(email=STAFF_EMAIL))
    elif person == "shopper":
        user = get_user_model().objects.filter(email="ada@example.org").first() or make_user()
        client.force_login(user)
    return client


def come_again(client: Client) -> Client:
    """Return the same person in a browser that knows nothing of what it was asked before."""
    again = Client(raise_request_exception=False)
    again.cookies.load({name: cookie.value for name, cookie in client.cookies.items()})
    return again


def ask(client: Client, method: str, address: str, data: dict[str, str]) -> int:
    """Return the status of one request, whose effects are undone."""
    undone = transaction.atomic()
    undone._from_testcase = True  # as Django's own tests do, for views that insist on committing
    with undone:
        answer = getattr(client, method)(address, data)
        if getattr(answer, "streaming", False):
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return int(answer.status_code)


def choose_words(person: str, route: str) -> tuple[str, ...]:
    """Return what the person tries a route with: all words with `EVERY_WORD=yes`, as in soaks.

    Else the three share the words of a shop's address; the desk's many screens share one machinery,
    so each of them gets one.
    """
    if os.environ.get("EVERY_WORD"):
        return WORDS
    share = len(WORDS) if route.startswith("/admin/") else 2
    return WORDS[(len(route) + PEOPLE.index(person)) % share :: share]


def list_nonsense(
    route: str, words: tuple[str, ...], untaken: set[tuple[str, str]]
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Return the requests that a route is tried with: method, address, fields.

    An address that no route takes reaches no view: each word makes one such for each part of the
    store, which `untaken` remembers.
    """
    if has_parts(route):
        for word in words:
            address, sort = fill(route, word), (route.split("/")[1], word)
            if not is_taken(address):
                if sort in untaken:
                    continue
                untaken.add(sort)
            yield "get", address, {}
            yield "post", address, {}
    else:
        for word in words:
            short = word[:100]
            yield "get", route + "?" + "&".join(f"{name}={quote(short)}" for name in FIELDS), {}
            yield "post", route, dict.fromkeys(FIELDS, word)
    yield "get", fill(route, "1") + "?%00=%ff&page=%ff&q=%c0%80", {}


# Oscar's own list of offers, once it is filtered
@pytest.mark.filterwarnings("ignore:Pagination may yield")
@pytest.mark.parametrize("person", PEOPLE)
def test_no_address_answers_nonsense_with_a_server_error(person: str, faults: list[str]) -> None:
    make_everything()
    make_basket((make_product(), 1))
    before = count_everything()
    broken: dict[str, str] = {}
    first = enter(person)
    untaken: set[tuple[str, str]] = set()
    for route in list_routes():
        client = come_again(first)
        for method, address, data in list_nonsense(route, choose_words(person, route), untaken):
            faults.clear()
            if ask(client, method, address, data) >= SERVER_ERROR:
                fault = faults[-1] if faults else "no error was told"
                broken.setdefault(f"{method} {route}", f"{address[:120]} {fault}")

    assert list(broken.values()) == []
    assert count_everything() == before
