"""A passkey stands in for the code: set up, used to sign in and to prove oneself, in a browser."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route, expect

from nomi.demo.logins import DEMO_PASSWORD, STAFF_EMAIL
from nomi.demo.staff import seed_staff

pytestmark = pytest.mark.django_db(transaction=True)
MADE_UP = (
    *("", "{}", "[]", "null", "7", '{"id": "x"}', '{"id": 1, "rawId": [], "response": {}}'),
    *("[" * 100_000, "7" * 5_000, '{"id": ' * 100_000, '"\\ud800"', '{"id": "\\ud800"}'),
    (
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "AA",'
        ' "attestationObject": "AA", "authenticatorData": "AA", "signature": "AA"}}'
    ),
)


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(
    browser: Browser, live_server: Any, settings: Any, complaints: list[str]
) -> Iterator[Page]:
    """Return a browser with a key built in, at the door of a store that asks staff for a factor."""
    cache.clear()
    settings.STAFF_WITHOUT_SECOND_FACTOR = False
    settings.ALLOWED_HOSTS = ["localhost", "testserver"]
    seed_staff()
    Authenticator.objects.all().delete()
    context = browser.new_context(base_url=live_server.url.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    yield page
    context.close()


def sign_in(page: Page) -> None:
    page.goto("/account/login/")
    page.fill("[name=login]", STAFF_EMAIL)
    page.fill("[name=password]", DEMO_PASSWORD)
    page.locator("main form button[type=submit]").first.click()


def open_keys(page: Page) -> None:
    """Sign in by the password, be led to set up a factor, and choose a passkey."""
    sign_in(page)
    page.wait_for_url(lambda url: "login" not in url)
    page.goto("/admin/")
    page.fill("[name=password]", DEMO_PASSWORD)  # asked for again before a factor is set up
    page.locator("main form button[type=submit]").first.click()
    page.get_by_role("link", name="Use a passkey instead").click()
    page.wait_for_url("**/webauthn/add/", wait_until="commit")


def add_key(page: Page) -> None:
    """Add the browser's key by the page for it."""
    open_keys(page)
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url(lambda url: "webauthn/add" not in url)


def test_passkey_is_set_up_and_opens_the_staff_pages(page: Page, complaints: list[str]) -> None:
    add_key(page)

    expect(page.locator("h1")).to_be_visible()
    page.goto("/admin/")
    assert page.url.endswith("/admin/")
    assert complaints == []


def test_passkey_signs_in_in_place_of_a_code(page: Page, complaints: list[str]) -> None:
    add_key(page)
    page.context.clear_cookies()

    sign_in(page)
    page.wait_for_url("**/2fa/authenticate/**")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "2fa" not in url)
    page.goto("/admin/")

    assert page.url.endswith("/admin/")
    assert complaints == []


def test_button_of_a_passkey_waits_until_somebody_hears_it(page: Page) -> None:
    sent: list[Route] = []

    def hold(route: Route) -> None:
        sent.append(route)

    script = re.compile(r"/mfa/js/webauthn\.[^/]*js$")
    page.route(script, hold)
    with page.expect_request(script):
        open_keys(page)
    button = page.get_by_role("button", name="Add it")

    expect(button).to_be_disabled()
    sent[0].continue_()
    expect(button).to_be_enabled()


def test_passkey_that_does_not_answer_is_told_in_words(page: Page, complaints: list[str]) -> None:
    open_keys(page)
    page.evaluate("() => { navigator.credentials.create = async () => { throw Error() } }")
    words = page.get_by_text("Your passkey did not answer.")

    expect(words).to_be_hidden()
    page.get_by_role("button", name="Add it").click()
    expect(words).to_be_visible()
    assert "webauthn/add" in page.url
    assert complaints == []


def test_answer_of_nobodys_key_signs_nobody_in(page: Page) -> None:
    add_key(page)
    client = Client()
    client.post(reverse("account_login"), {"login": STAFF_EMAIL, "password": DEMO_PASSWORD})

    statuses = [
        client.post(reverse("mfa_authenticate"), {"credential": made_up}).status_code
        for made_up in MADE_UP
    ]

    assert statuses == [200] * len(MADE_UP)
    assert "_auth_user_id" not in client.session


def test_made_up_passkey_is_not_added(client: Client, settings: Any) -> None:
    seed_staff()
    settings.STAFF_WITHOUT_SECOND_FACTOR = True
    client.post(reverse("account_login"), {"login": STAFF_EMAIL, "password": DEMO_PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": DEMO_PASSWORD})
    client.get(reverse("mfa_add_webauthn"))
    before = Authenticator.objects.count()

    answers = [
        client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": made_up})
        for made_up in MADE_UP
    ]

    assert [answer.status_code for answer in answers] == [200] * len(MADE_UP)
    assert Authenticator.objects.count() == before


def test_session_without_proof_is_asked_for_the_passkey(page: Page) -> None:
    add_key(page)
    client = Client()
    client.force_login(get_user_model()._default_manager.get(email=STAFF_EMAIL))

    answer = client.get("/admin/")

    assert answer["Location"].partition("?")[0] == reverse("mfa_reauthenticate_webauthn")
    assert client.get(answer["Location"]).status_code == 200
