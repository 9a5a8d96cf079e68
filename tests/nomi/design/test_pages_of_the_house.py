"""The base page, the error pages and the sign-in pages."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, expect

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(
    path
    for path in TEMPLATES.rglob("*.html")
    if "emails" not in path.parts and not {"admin", "dashboard"} & set(path.parts)
)
INLINE = re.compile(
    r"<style|<script(?![^>]*\bsrc=)(?![^>]*application/(ld\+)?json)|\sstyle=|\son[a-z]+=\"",
    re.IGNORECASE,
)
STANDALONE = ("500.html", "maintenance.html")


def test_base_page_renders_without_a_database_query() -> None:
    html = render_to_string("base.html", request=RequestFactory().get("/shop/"))

    assert html.count('href="#content"') == 1
    assert html.count("<h1") == 0


@pytest.mark.parametrize("name", STANDALONE)
def test_standalone_page_renders_without_request_or_database(name: str) -> None:
    html = render_to_string(name)

    assert html.count("<h1>") == 1


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_template_carries_no_inline_style_or_script(path: Path) -> None:
    found = INLINE.findall(path.read_text())

    assert found == []


@pytest.mark.django_db
def test_unknown_page_answers_404_in_our_words(client: Client) -> None:
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert response.content.decode().count("There is no page here") == 1


@pytest.mark.django_db
def test_form_without_its_token_is_refused_in_our_words() -> None:
    strict = Client(enforce_csrf_checks=True)

    response = strict.post("/account/login/", {"login": "mai@example.org", "password": "x"})

    assert response.status_code == 403
    assert response.content.decode().count("Nothing was changed and nothing was paid") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["login", "signup", "password/reset"])
def test_sign_in_page_stands_on_our_base(client: Client, path: str) -> None:
    html = client.get(f"/account/{path}/").content.decode()

    assert html.count('class="site-header"') == 1
    assert html.count("<h1>") == 1


@pytest.mark.django_db
def test_wrong_sign_in_links_the_error_to_its_field(client: Client) -> None:
    html = client.post("/account/login/", {"login": "", "password": "x"}).content.decode()

    assert html.count('href="#id_login"') == 1
    assert html.count('id="id_login_error"') == 1


SUMMARY = re.compile(r'<div\s[^>]*class="error-summary"[^>]*>')


def test_every_summary_of_errors_asks_for_the_focus() -> None:
    summaries = [found for path in PAGES for found in SUMMARY.findall(path.read_text())]

    assert len(summaries) >= 8
    assert [one for one in summaries if "autofocus" not in one] == []


@pytest.mark.django_db(transaction=True)
def test_refused_form_opens_with_the_focus_on_what_is_wrong(
    browser: Browser, live_server: object
) -> None:
    page = browser.new_page()
    page.goto(f"{live_server}/contact/")

    page.locator("main form button").last.click()

    expect(page.get_by_role("alert")).to_be_focused()
    page.close()


@pytest.mark.django_db
def test_password_mail_is_in_our_words(client: Client, mailoutbox: list[EmailMessage]) -> None:
    client.post("/account/password/reset/", {"email": "nobody@example.org"})

    (mail,) = mailoutbox
    assert mail.subject.endswith("There is no account with this address")
    assert mail.body.count("!") == 0
    assert mail.body.count("Answer it and a person reads it.") == 1


WORDS = re.compile(r"""\{%\s*trans(?:late)?\s+(["'])(.+?)\1|\b_\((["'])(.+?)\3\)""")


@override("en-us")
def test_no_word_of_ours_is_changed_by_somebody_elses_catalogue() -> None:
    modules = (
        path
        for room in ("nomi", "shop", "impact")
        for path in (TEMPLATES.parent / room).rglob("*.py")
    )
    ours = {
        found[1] or found[3]
        for path in (*PAGES, *modules)
        if "oscar" not in path.parts and path.name != "borrowed_words.py"
        for found in WORDS.findall(path.read_text())
    }

    changed = {text: gettext(text) for text in ours if gettext(text) != text}
    assert changed == {}
