"""Webhooks: signed as Stripe signs them, and wrong in every way that Stripe's can be."""

import threading
from typing import Any

import pytest
import requests
import stripe

from nomi.sandbox import courier, post
from nomi.sandbox.courier import count_lossy
from nomi.sandbox.server import Sandbox
from tests.nomi.sandbox.mailbox import SECRET, Mailbox
from tests.nomi.sandbox.scenes import list_event_types, list_sessions, open_session

PAID = [
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
]


def test_webhook_is_signed_as_stripe_signs(
    client: stripe.StripeClient, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    session = open_session(client)
    sandbox.pay(session.id)
    assert sandbox.deliver_webhooks()

    event = mailbox.letters[-1].event

    assert mailbox.types == PAID
    assert (event.type, event.data.object.id) == ("checkout.session.completed", session.id)
    assert (event.api_version, event.livemode) == (stripe.api_version, False)
    assert client.v1.events.retrieve(event.id).pending_webhooks == 0


def test_webhook_that_is_not_taken_comes_again(
    client: stripe.StripeClient, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    mailbox.answer_with = lambda number: 500 if number <= 2 else 200

    client.v1.checkout.sessions.expire(open_session(client).id)

    assert sandbox.deliver_webhooks()
    log = requests.get(f"{sandbox.url}/_sandbox/deliveries", timeout=60).json()
    assert mailbox.types == ["checkout.session.expired"] * 3
    assert [(one["try"], one["status"]) for one in log] == [(2, 200), (1, 500), (0, 500)]


def test_webhooks_never_come_but_events_are_listed(
    client: stripe.StripeClient, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    sandbox.faults.set_webhooks("never")

    sandbox.pay(open_session(client).id)

    assert sandbox.deliver_webhooks()
    assert (mailbox.types, list_event_types(client)) == ([], PAID)


def test_webhooks_come_twice(
    client: stripe.StripeClient, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    sandbox.faults.set_webhooks("twice")

    client.v1.checkout.sessions.expire(open_session(client).id)

    assert sandbox.deliver_webhooks()
    assert [letter.event.id for letter in mailbox.letters] == [
        sandbox.list_all("event")[0]["id"]
    ] * 2


def test_webhooks_come_in_reversed_order(
    client: stripe.StripeClient,
    sandbox: Sandbox,
    mailbox: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(courier, "HOLD_SECONDS", 600)  # however slow the machine is
    monkeypatch.setattr(courier, "LONGEST_HOLD_SECONDS", 600)
    sandbox.faults.set_webhooks("reversed")

    intent = sandbox.pay(open_session(client).id)
    client.v1.refunds.create({"payment_intent": intent})
    sandbox.state.run("update delivery set due = 0")

    assert sandbox.deliver_webhooks()
    assert mailbox.types == ["charge.refunded", "refund.created", *PAID[::-1]]


def test_webhook_comes_before_the_shopper_is_sent_back(
    client: stripe.StripeClient, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    sandbox.faults.set_webhooks("early")
    url = str(open_session(client).url)
    words = {"method": "card", "email": "a@b.example", "card": "4242424242424242"}

    answer = requests.post(url, data=words, allow_redirects=False, timeout=60)

    assert (answer.status_code, mailbox.types) == (303, PAID)


def test_store_may_ask_stripe_while_it_takes_an_early_webhook(
    client: stripe.StripeClient, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    seen: list[list[str]] = []
    mailbox.on_letter = lambda _letter: seen.append(list_sessions(client))
    sandbox.faults.set_webhooks("early")
    session = open_session(client)

    sandbox.pay(session.id)

    assert seen == [[session.id]] * len(PAID)


@pytest.mark.parametrize(("mode", "words"), [("unsigned", "No signatures"), ("old", "tolerance")])
def test_webhook_with_a_bad_signature_is_noticed_by_stripes_own_check(
    client: stripe.StripeClient, sandbox: Sandbox, mailbox: Mailbox, mode: str, words: str
) -> None:
    sandbox.faults.set_webhooks(mode)

    client.v1.checkout.sessions.expire(open_session(client).id)

    assert sandbox.deliver_webhooks()
    with pytest.raises(stripe.SignatureVerificationError, match=words):
        _ = mailbox.letters[0].event


def test_webhook_can_come_in_another_version(
    client: stripe.StripeClient, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    sandbox.faults.set_event_version("2020-08-27")

    client.v1.checkout.sessions.expire(open_session(client).id)

    assert sandbox.deliver_webhooks()
    assert mailbox.letters[0].event.api_version == "2020-08-27"


def test_one_event_is_brought_again_on_request(
    client: stripe.StripeClient, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    client.v1.checkout.sessions.expire(open_session(client).id)
    assert sandbox.deliver_webhooks()
    event = mailbox.letters[0].event.id

    answer = requests.post(f"{sandbox.url}/_sandbox/deliver/{event}", timeout=60)

    assert sandbox.deliver_webhooks()
    assert (answer.json(), len(mailbox.letters)) == ({"endpoints": 1}, 2)


def test_endpoint_shows_its_secret_once_and_gets_what_it_asked_for(
    client: stripe.StripeClient, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    sandbox.listen("", "")
    made = client.v1.webhook_endpoints.create(
        {
            "url": mailbox.url,
            "enabled_events": ["checkout.session.completed"],
            "api_version": "2026-10-28.endive",
        }
    )
    sandbox.pay(open_session(client).id)
    assert sandbox.deliver_webhooks()

    shown = client.v1.webhook_endpoints.retrieve(made.id).to_dict()

    letter = mailbox.letters[0]
    event = stripe.Webhook.construct_event(letter.body, letter.signature, str(made.secret))
    assert (mailbox.types, event.type) == (
        *(["checkout.session.completed"], "checkout.session.completed"),
    )
    assert "secret" not in shown
    assert "secret" not in client.v1.webhook_endpoints.list({}).data[0].to_dict()


def test_endpoint_can_be_changed_switched_off_and_deleted(
    client: stripe.StripeClient, sandbox: Sandbox, mailbox: Mailbox
) -> None:
    sandbox.listen("", "")
    made = client.v1.webhook_endpoints.create(
        {"url": "http://127.0.0.1:9/", "enabled_events": ["charge.succeeded"]}
    )
    client.v1.webhook_endpoints.update(made.id, {"url": mailbox.url, "enabled_events": ["*"]})
    client.v1.checkout.sessions.expire(open_session(client).id)
    assert sandbox.deliver_webhooks()

    off = client.v1.webhook_endpoints.update(made.id, {"disabled": True})
    client.v1.checkout.sessions.expire(open_session(client).id)
    client.v1.webhook_endpoints.delete(made.id)

    assert sandbox.deliver_webhooks()
    assert (off.status, mailbox.types) == ("disabled", ["checkout.session.expired"])
    assert client.v1.webhook_endpoints.list({}).data == []


@pytest.mark.parametrize(
    "asked",
    [
        {"url": "nowhere", "enabled_events": ["*"]},
        {"enabled_events": ["*"]},
        {"url": "http://127.0.0.1:9/"},
        {"url": "http://127.0.0.1:9/", "enabled_events": ["*"], "api_version": "2020-08-27"},
    ],
    ids=str,
)
def test_bad_endpoint_is_refused(client: stripe.StripeClient, asked: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.webhook_endpoints.create(asked)

    assert client.v1.webhook_endpoints.list({}).data == []


def test_slow_store_holds_up_nobody_but_itself(
    client: stripe.StripeClient,
    sandbox: Sandbox,
    mailbox: Mailbox,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(post, "PATIENCE_SECONDS", 120)
    has_answered, was_free = threading.Event(), []
    mailbox.on_letter = lambda _letter: was_free.append(has_answered.wait(timeout=30))

    client.v1.checkout.sessions.expire(open_session(client).id)
    has_answered.set()

    assert sandbox.deliver_webhooks()
    assert was_free[0] is True
    assert mailbox.letters[0].event.type == "checkout.session.expired"
    assert SECRET not in mailbox.letters[0].body.decode()


def test_lossy_line_brings_a_tenth_never_and_a_fifth_twice() -> None:
    counts = [count_lossy(f"evt_{number}") for number in range(2_000)]

    assert 0.07 < counts.count(0) / 2_000 < 0.13
    assert 0.17 < counts.count(2) / 2_000 < 0.24
    assert set(counts) == {0, 1, 2}
