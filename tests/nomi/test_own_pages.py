"""Who sent a form that holds no token: a page of ours, by the browser's own word."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from nomi.platform.own_pages import from_own_pages
from tests.shop.shopping import count_everything, make_product

OURS, THEIRS = "http://testserver", "https://elsewhere.example"


@from_own_pages
def act(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


def send(**headers: str) -> int:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return act(RequestFactory().post("/act/", headers=names)).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "same-origin"},
        {"sec_fetch_site": "same-origin", "origin": OURS},
        {"origin": OURS},
        {"referer": f"{OURS}/shop/"},
    ],
)
def test_forms_of_our_pages_are_heard(headers: dict[str, str]) -> None:
    assert send(**headers) == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"sec_fetch_site": ""},
        {"sec_fetch_site": "cross-site", "origin": OURS},
        {"sec_fetch_site": "same-origin", "origin": THEIRS},
        {"sec_fetch_site": "same-site", "referer": f"{OURS}/shop/"},
        {"origin": THEIRS},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "https://testserver"},
        {"origin": f"{OURS}:8080"},
        {"origin": f"{OURS}.elsewhere.example"},
        {"origin": "null", "referer": f"{OURS}/shop/"},
        {"referer": f"{THEIRS}/testserver/"},
        {"referer": "http://testserver@elsewhere.example/"},
        {"referer": "http://[testserver/"},
        {"referer": "testserver"},
    ],
)
def test_what_other_sites_send_is_refused(headers: dict[str, str]) -> None:
    assert send(**headers) == 403


def test_address_that_is_trusted_may_send(settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://shop.example"]

    assert send(origin="https://shop.example") == 200


def test_looking_is_never_refused() -> None:
    request = RequestFactory().get("/act/", headers={"sec-fetch-site": "cross-site"})

    assert act(request).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{}, {"origin": THEIRS}, {"sec-fetch-site": "cross-site"}])
def test_basket_refuses_other_sites_in_words_and_nothing_changes(headers: dict[str, str]) -> None:
    product = make_product()
    before = count_everything()
    client = Client(enforce_csrf_checks=True, headers=headers)

    answer = client.post(reverse("basket:add", args=(product.pk,)), {"quantity": "1"})

    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()
    assert count_everything() == before


@pytest.mark.django_db
def test_basket_takes_our_own_form_without_a_token() -> None:
    client = Client(enforce_csrf_checks=True, headers={"sec-fetch-site": "same-origin"})

    answer = client.post(reverse("basket:add", args=(make_product().pk,)), {"quantity": "1"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/basket/")


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["basket:vouchers-add", "account_login", "checkout:index"])
def test_forms_elsewhere_keep_their_token(form: str) -> None:
    client = Client(enforce_csrf_checks=True, headers={"sec-fetch-site": "same-origin"})

    assert client.post(reverse(form), {}).status_code == 403
