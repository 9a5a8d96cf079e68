"""The hosted page over plain HTTP, as a browser without JavaScript uses it."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
import requests
import stripe

from nomi.sandbox.server import Sandbox
from tests.nomi.sandbox.scenes import (
    DECLINED,
    GOOD,
    NO_FUNDS,
    STORE,
    THREE_D_SECURE,
    make_item,
    open_session,
)

BUYER = "buyer@shopper.example"


def _post(url: str, **words: str) -> requests.Response:
    return requests.post(url, data={"email": BUYER, **words}, allow_redirects=False, timeout=60)


def _status(client: stripe.StripeClient, session: Any) -> tuple[str | None, str]:
    found = client.v1.checkout.sessions.retrieve(session.id)
    return found.status, found.payment_status


class _Reader(HTMLParser):
    """Collects what a visitor reads and what the browser would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.addresses, self.inline = "", [], []
        self.labels: set[str] = set()
        self.inputs: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.addresses += [found[name] for name in ("src", "href", "action") if name in found]
        self.inline += [name for name in found if name == "style" or name.startswith("on")]
        if tag in {"style", "script"}:
            self.inline.append(tag)
        if tag == "label":
            self.labels.add(str(found["for"]))
        if tag == "input" and found.get("type") != "hidden":
            self.inputs.add(str(found["id"]))

    def handle_data(self, data: str) -> None:
        self.words += data


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    return reader


def test_page_shows_what_is_bought_and_says_that_no_money_moves(
    client: stripe.StripeClient,
) -> None:
    session = open_session(client)

    page = requests.get(session.url, timeout=60)

    reader = _read(page.text)
    assert page.status_code == 200
    for words in ("2 × Tote", "$36.00", "Shipping", "$5.00", "$41.00", "no money moves"):
        assert words in reader.words, words
    assert f'value="{BUYER}"' in page.text
    assert reader.labels == reader.inputs
    assert f"{STORE}/basket/" in reader.addresses


def test_page_needs_no_script_no_inline_style_and_nobody_else(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    session = open_session(client)

    page = requests.get(session.url, timeout=60)

    reader = _read(page.text)
    assert reader.inline == []
    assert set(reader.addresses) == {
        *("/pay/page.css", f"/pay/{session.id}", f"{STORE}/basket/"),
    }
    assert page.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none';"
        f" form-action 'self' {STORE}"
    )
    style = requests.get(f"{sandbox.url}/pay/page.css", timeout=60)
    assert (style.status_code, style.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert re.findall(r"url\(|@import|https?:", style.text) == []


def test_good_card_leads_back_to_the_store(client: stripe.StripeClient) -> None:
    session = open_session(client)

    answer = _post(session.url, method="card", card="4242 4242 4242 4242")

    assert (answer.status_code, answer.headers["Location"]) == (
        *(303, f"{STORE}/back?session={session.id}"),
    )
    assert _status(client, session) == ("complete", "paid")
    details = client.v1.checkout.sessions.retrieve(session.id).to_dict()["customer_details"]
    assert details["email"] == BUYER


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"card": DECLINED}, "Your card was declined."),
        ({"card": NO_FUNDS}, "Your card has insufficient funds."),
        ({"card": "4111111111111111"}, "Your card number is incorrect."),
        ({"card": ""}, "Your card number is incorrect."),
        ({"card": GOOD, "expiry": "13/30"}, "Please enter the month and year"),
        ({"card": GOOD, "expiry": "01 / 20"}, "Your card has expired."),
        ({"card": GOOD, "code": "12"}, "The security code has three or four digits."),
        ({"card": GOOD, "email": "nobody"}, "Please enter an e-mail address"),
        ({"method": "confirm"}, "The bank has asked nothing."),
    ],
    ids=str,
)
def test_refused_payment_says_why_and_leaves_the_page_open(
    client: stripe.StripeClient, sandbox: Sandbox, words: dict[str, str], said: str
) -> None:
    session = open_session(client)

    answer = _post(session.url, **{"method": "card", **words})

    assert answer.status_code == 402
    assert said in _read(answer.text).words
    assert f'value="{words.get("email", BUYER)}"' in answer.text
    assert words.get("card", GOOD) not in answer.text or not words.get("card")
    assert _status(client, session) == ("open", "unpaid")
    assert sandbox.list_all("balance_transaction") == []


def test_three_d_secure_asks_on_a_second_page(client: stripe.StripeClient) -> None:
    session = open_session(client)
    asked = _post(session.url, method="card", card=THREE_D_SECURE)
    before = _status(client, session)
    reloaded = requests.get(session.url, timeout=60)

    answer = _post(session.url, method="confirm")

    assert "Your bank asks" in _read(asked.text).words
    assert "Your bank asks" in _read(reloaded.text).words
    assert (asked.status_code, before) == (200, ("open", "unpaid"))
    assert (answer.status_code, _status(client, session)) == (303, ("complete", "paid"))


def test_failed_three_d_secure_leaves_the_page_open(client: stripe.StripeClient) -> None:
    session = open_session(client)
    _post(session.url, method="card", card=THREE_D_SECURE)

    answer = _post(session.url, method="refuse")

    assert (answer.status_code, _status(client, session)) == (402, ("open", "unpaid"))
    assert "could not confirm that it was you" in _read(answer.text).words
    assert _post(session.url, method="card", card=GOOD).status_code == 303


def test_bank_transfer_completes_without_money(client: stripe.StripeClient) -> None:
    session = open_session(client)

    answer = _post(session.url, method="slow")

    page = requests.get(f"{session.url}", timeout=60)
    assert (answer.status_code, _status(client, session)) == (303, ("complete", "unpaid"))
    assert "will be paid by bank transfer" in _read(page.text).words


def test_page_tells_of_a_transfer_that_failed(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    session = open_session(client)
    sandbox.pay(session.id, "slow")

    sandbox.finish_slow(session.id, succeeded=False)

    page = requests.get(session.url, timeout=60)
    assert "The bank transfer failed. Nothing was charged." in _read(page.text).words


def test_page_that_is_over_takes_no_second_payment(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    paid, expired = open_session(client), open_session(client)
    sandbox.pay(paid.id)
    client.v1.checkout.sessions.expire(expired.id)

    answers = [_post(one.url, method="card", card=GOOD) for one in (paid, expired)]

    words = [_read(answer.text).words for answer in answers]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "This has been paid. Nothing more is charged." in words[0]
    assert "This page is no longer open. Nothing was charged." in words[1]
    assert len(sandbox.list_all("charge")) == 1


def test_looking_at_the_page_changes_nothing(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    session = open_session(client)
    before = sandbox.list_all("session")

    for url in (session.url, f"{session.url}?method=card&card={GOOD}"):
        requests.get(url, timeout=60)
        requests.head(url, timeout=60)

    assert sandbox.list_all("session") == before
    assert sandbox.list_all("payment_intent") == []


def test_names_from_the_store_are_shown_as_text(client: stripe.StripeClient) -> None:
    name = '<script>alert(1)</script> & "Tote"'
    session = open_session(
        client,
        line_items=[make_item(name, 1800, 2)],
        cancel_url=f'{STORE}/"><script>',
    )

    page = requests.get(session.url, timeout=60)

    assert f"2 × {name}" in _read(page.text).words
    assert _read(page.text).inline == []


@pytest.mark.parametrize("path", ["/pay/cs_test_nothing", "/pay/", "/", "/pay/../etc"])
def test_address_that_leads_nowhere_is_a_404(sandbox: Sandbox, path: str) -> None:
    answers = [
        requests.request(method, f"{sandbox.url}{path}", timeout=60) for method in ("GET", "POST")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
