"""The demo's page of mails: every kind, both twins, and nothing kept."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override
from playwright.sync_api import Browser

from nomi.demo.mails import DOOR, MADE_OF, RENDERED_AS, write_door_mail
from nomi.platform.outbox import registry
from tests.contrast import FAINT
from tests.failure_cases.conftest import stripe
from tests.shop.fulfilment.orders import make_paid_order

__all__ = ["stripe"]
pytestmark = pytest.mark.django_db


def count_rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        counts = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608 - the database's own names
            counts[table] = cursor.fetchone()[0]
    return counts


@pytest.fixture
def order(stripe: Any, settings: Any) -> Any:
    settings.ROOT_URLCONF = "nomi.demo.urls"
    return make_paid_order(stripe)


def test_every_kind_of_mail_has_a_sample(order: Any, client: Client) -> None:
    names = {one.name for one in client.get("/demo/mails/").context["samples"]}

    assert set(registry._RENDERERS) | set(RENDERED_AS) == set(MADE_OF)
    assert names == {*DOOR, *MADE_OF} - {"reconciliation_findings", "interviews_due"}  # none yet


def test_looking_at_mails_keeps_nothing(order: Any, client: Client) -> None:
    before = count_rows()

    client.get("/demo/mails/")
    client.get("/demo/mails/order_shipped/")

    assert count_rows() == before


def test_html_twin_stands_alone_and_runs_nothing(order: Any, client: Client) -> None:
    samples = client.get("/demo/mails/").context["samples"]

    for sample in samples:
        answer = client.get(f"/demo/mails/{sample.name}/")
        assert answer.status_code == (404 if sample.name in DOOR else 200)
        assert len(sample.mail.text) > 60
        if answer.status_code == 200:
            assert answer.headers["Content-Security-Policy"].endswith("; sandbox")
            assert sample.mail.subject in answer.content.decode().replace("&#x27;", "'")


def test_part_and_rest_of_an_order_have_their_own_words(order: Any, client: Client) -> None:
    samples = {one.name: one.mail for one in client.get("/demo/mails/").context["samples"]}

    part, whole = samples["order_part_shipped"], samples["order_shipped"]
    assert part.subject == f"A part of order {order.number} has left"
    assert whole.subject == f"Order {order.number} has left"
    for text in (part.text, part.html):
        assert "1 × Tote" in text
        assert "2 × Tote" in text
        assert "The rest follows" in text
    assert "The rest follows" not in whole.text


def test_store_itself_has_no_such_page(client: Client, settings: Any) -> None:
    settings.ROOT_URLCONF = "nomi.urls"

    with pytest.raises(NoReverseMatch):
        reverse("demo-mails")
    assert client.get("/demo/mails/").status_code == 404


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_mail_is_read_by_day_and_by_night_on_a_narrow_phone(
    scheme: Any, order: Any, client: Client, browser: Browser
) -> None:
    mails = [one.mail for one in client.get("/demo/mails/").context["samples"] if one.mail.html]
    page = browser.new_page(color_scheme=scheme, viewport={"width": 320, "height": 640})

    for mail in mails:
        page.set_content(mail.html)
        assert (mail.subject, page.evaluate(FAINT)) == (mail.subject, [])
        assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()


def test_khmer_vowels_have_room_in_a_mail(order: Any, client: Client, browser: Browser) -> None:
    html = client.get("/demo/mails/order_paid/").content.decode()
    page = browser.new_page()

    page.set_content(html.replace('<html lang="en">', '<html lang="km">'))

    sizes = """(name) => {
      const style = getComputedStyle(document.querySelector(name));
      return parseFloat(style.lineHeight) / parseFloat(style.fontSize);
    }"""
    assert [page.evaluate(sizes, name) for name in ("h1", "td p")] == [1.6, 1.9]
    font = "(name) => getComputedStyle(document.querySelector(name)).fontFamily.split(',')[0]"
    assert {page.evaluate(font, name) for name in ("h1", "td p")} == {'"Noto Sans Khmer"'}
    page.close()


@pytest.mark.parametrize("language", ["es", "km"])
def test_login_door_writes_in_the_language_of_its_reader(language: str, rf: Any) -> None:
    request = rf.get("/account/")
    request.user = AnonymousUser()
    english = {name: write_door_mail(request, name).mail for name in DOOR}

    with override(language):
        mails = {name: write_door_mail(request, name).mail for name in DOOR}

    for name in DOOR:
        assert english[name].subject != mails[name].subject
        assert set(english[name].text.split("\n")) & set(mails[name].text.split("\n")) <= {
            *("", "--"),
            *(line for line in english[name].text.split("\n") if line.startswith("http")),
        }
        assert re.findall(r"\b(?:[Ss]u|[Uu]sted)\b", mails[name].text) == []
