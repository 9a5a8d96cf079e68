"""Pages that say that something did not work: in our words, with a way on, and never blank."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from shop.storefront import errors, home
from tests.shop.goods import make_family, settle
from tests.shop.shopping import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def goods() -> Any:
    return make_family(title="Plain tote")


def open_withdrawn(client: Client, goods: Any) -> Any:
    goods.parent.is_public = False
    goods.parent.save()
    settle()
    make_family(title="Other tote", slug="other-tote")
    return client.get(reverse("catalogue:detail", args=(goods.parent.slug, goods.parent.pk)))


def open_staff_page(client: Client, _goods: Any) -> Any:
    client.force_login(make_user())
    return client.get("/admin/login/")


def send_without_token(_client: Client, _goods: Any) -> Any:
    return Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a@b.example"})


def open_nowhere(client: Client, _goods: Any) -> Any:
    return client.get("/no-such-page/")


PAGES = {
    404: (open_nowhere, "There is no page here", 1),
    410: (open_withdrawn, "This is no longer in the shop", 1),
    "form": (send_without_token, "Please try that again", 1),
    403: (open_staff_page, "You cannot open this page", 1),
}


@pytest.mark.parametrize("kind", PAGES)
def test_page_says_what_happened_and_shows_a_way_on(kind: Any, client: Client, goods: Any) -> None:
    open_page, words, fields = PAGES[kind]

    answer = open_page(client, goods)

    html = answer.content.decode()
    assert answer.status_code == (403 if kind == "form" else kind)
    assert (html.count(words) >= 1, html.count("<h1>"), html.count("noindex")) == (True, 1, 1)
    assert html.count('id="instead-search"') == fields
    assert html.count('class="product-card"') == 1


def test_missing_page_asks_one_question(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        client.get("/no/such/page/")


def test_missing_page_has_its_words_while_the_database_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_given: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(errors, "find_featured", fail)

    answer = client.get("/no/such/page/")

    assert answer.status_code == 404
    assert answer.content.decode().count("product-card") == 0
    assert answer.content.decode().count("See all goods") == 1


@pytest.mark.parametrize(
    ("referer", "leads"),
    [
        ("http://testserver/account/login/?next=/x/", "/account/login/?next=/x/"),
        ("https://evil.example/account/login/", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_refused_form_leads_back_to_its_page_and_nowhere_else(referer: str, leads: str) -> None:
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post("/account/login/", {"login": "x"}, headers={"referer": referer})

    assert answer.context["back"] == leads
    assert answer.content.decode().count("Open the form again") == bool(leads)


def test_fault_of_ours_is_told_without_its_insides(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    def fail(**_given: Any) -> None:
        message = "secret insides"
        raise RuntimeError(message)

    monkeypatch.setattr(home, "get_home_page", fail)
    with django_assert_num_queries(0):
        answer = Client(raise_request_exception=False).get("/")

    html = answer.content.decode()
    assert answer.status_code == 500
    assert html.count("Something went wrong on our side") == 1
    assert html.count("secret insides") == 0
    assert html.count('action="/search/"') == 1
    assert html.count('rel="icon"') == 1
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/a%00b/", "/shop/?q=%00"])
def test_address_that_is_no_text_is_refused_in_words(address: str, client: Client) -> None:
    answer = client.get(address)

    assert answer.status_code == 400
    assert answer.content.decode().count("We could not read that address or form") == 1


@pytest.mark.parametrize("address", ["/basket/add/1/", "/basket/lines/1/", "/basket/vouchers/"])
def test_address_of_a_button_is_not_blank_when_it_is_only_looked_at(
    address: str, client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        answer = client.get(address)

    html = answer.content.decode()
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert html.count("That does not work from here") == 1
    assert answer.headers["Content-Length"] == str(len(answer.content))


def test_host_that_is_not_ours_is_refused_in_words(client: Client) -> None:
    answer = client.get("/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert answer.content.decode().count("We could not read that address or form") == 1


@pytest.mark.parametrize("address", ["/", "/stripe/webhook/", "/admin/", "/no-such-page/"])
def test_closed_store_says_so_everywhere_without_the_database(
    address: str, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.STORE_IS_CLOSED = True
    client = Client()

    with django_assert_num_queries(0):
        answers = [client.get(address), client.post(address)]

    for answer in answers:
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "600")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.content.decode().count("The store is closed for a short while") == 1
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


def test_closed_store_lives_and_has_its_style_sheets(settings: Any) -> None:
    settings.STORE_IS_CLOSED = True
    client = Client()
    sheet = client.get("/static/css/tokens.css")
    sheet.close()

    assert (client.get("/livez").status_code, sheet.status_code) == (200, 200)


def test_open_store_is_not_closed() -> None:
    assert Client().get("/").status_code == 200
