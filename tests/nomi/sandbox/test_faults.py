"""Each switch does what it says, and stops when it said so."""

import time
from typing import Any

import pytest
import requests
import stripe

from nomi.sandbox.server import Sandbox
from tests.nomi.sandbox.scenes import DECLINED, list_sessions, make_params, open_session


def _switch(sandbox: Sandbox, door: str, words: Any = None, method: str = "POST") -> Any:
    answer = requests.request(method, f"{sandbox.url}/_sandbox/{door}", json=words, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_dropped_answer_hides_a_deed_that_the_key_finds_again(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    asked: Any = make_params()
    _switch(sandbox, "faults", {"kind": "drop", "path": "/v1/checkout"})
    with pytest.raises(stripe.APIConnectionError):
        client.v1.checkout.sessions.create(asked, {"idempotency_key": "cs:1"})
    hidden = [session["id"] for session in sandbox.list_all("session")]

    again = client.v1.checkout.sessions.create(asked, {"idempotency_key": "cs:1"})

    assert hidden == [again.id]
    assert list_sessions(client) == [again.id]


@pytest.mark.parametrize(
    ("kind", "error", "status"),
    [("500", stripe.APIError, 500), ("429", stripe.RateLimitError, 429)],
)
def test_failure_is_answered_without_acting_for_as_many_calls_as_asked(
    client: stripe.StripeClient,
    sandbox: Sandbox,
    kind: str,
    error: type[stripe.StripeError],
    status: int,
) -> None:
    _switch(sandbox, "faults", {"kind": kind, "path": "/v1/checkout", "times": 2})

    for _ in range(2):
        with pytest.raises(error) as failed:
            open_session(client)
        assert failed.value.http_status == status

    assert sandbox.list_all("session") == []
    open_session(client)


def test_library_tries_again_after_a_failure(make_client: Any, sandbox: Sandbox) -> None:
    patient = make_client("sk_test_standin", max_network_retries=2)
    for kind in ("500", "drop"):
        sandbox.faults.set(kind, path="/v1/checkout")

    session = open_session(patient)

    assert list_sessions(patient) == [session.id]


def test_delay_holds_the_answer_back(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    _switch(sandbox, "faults", {"kind": "delay", "path": "/v1/events", "seconds": 0.3})
    started = time.monotonic()

    client.v1.events.list({})
    held = time.monotonic() - started

    assert held >= 0.3
    assert sandbox.faults.pending == []


def test_fault_meets_its_path_and_method_only(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    words = {"kind": "500", "path": "/v1/checkout/sessions", "method": "post"}
    _switch(sandbox, "faults", words)

    assert client.v1.events.list({}).data == []
    assert list_sessions(client) == []
    with pytest.raises(stripe.APIError):
        open_session(client)


def test_clear_forgets_every_fault(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    _switch(sandbox, "faults", {"kind": "500", "times": 50})
    _switch(
        sandbox, "faults", {"webhooks": "never", "revoke": "sk_test_standin", "refunds": "failed"}
    )

    shown = _switch(sandbox, "clear")

    assert shown == {
        "pending": [],
        "webhooks": "normal",
        "event_version": "",
        "revoked_keys": 0,
        "refunds": "succeeded",
        "clock_ahead": 0,
    }
    open_session(client)


@pytest.mark.parametrize(
    "words",
    [
        {"kind": "explode"},
        {"webhooks": "sometimes"},
        {"refunds": "perhaps"},
        {"kind": "500", "colour": "red"},
        {"colour": "red"},
        ["kind"],
    ],
    ids=str,
)
def test_unknown_switch_is_refused_and_sets_nothing(sandbox: Sandbox, words: Any) -> None:
    answer = requests.post(f"{sandbox.url}/_sandbox/faults", json=words, timeout=60)

    assert answer.status_code == 400
    assert (sandbox.faults.pending, sandbox.faults.webhooks) == ([], "normal")


def test_clock_is_set_ahead(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    session = open_session(client)

    _switch(sandbox, "clock", {"seconds": 32 * 60})

    assert _switch(sandbox, f"session/{session.id}", method="GET")["status"] == "expired"


def test_session_is_paid_without_a_browser(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    session = open_session(client)
    declined = requests.post(
        f"{sandbox.url}/_sandbox/pay/{session.id}", json={"card": DECLINED}, timeout=60
    )

    _switch(sandbox, f"pay/{session.id}", {"email": "other@shopper.example"})

    again = requests.post(f"{sandbox.url}/_sandbox/pay/{session.id}", timeout=60)
    paid = client.v1.checkout.sessions.retrieve(session.id).to_dict()
    assert (declined.status_code, declined.json()) == (402, {"error": "Your card was declined."})
    assert (paid["payment_status"], paid["customer_details"]["email"]) == (
        *("paid", "other@shopper.example"),
    )
    assert again.status_code == 400
    assert len(sandbox.list_all("balance_transaction")) == 1


def test_slow_payment_is_decided_by_a_switch(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    session = open_session(client)
    _switch(sandbox, f"pay/{session.id}", {"card": "slow"})

    _switch(sandbox, f"finish/{session.id}", {"succeeded": True})

    twice = requests.post(
        f"{sandbox.url}/_sandbox/finish/{session.id}", json={"succeeded": True}, timeout=60
    )
    assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert twice.status_code == 400


def test_inspection_shows_everything_that_was_made(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    intent = sandbox.pay(open_session(client).id)
    client.v1.refunds.create({"payment_intent": intent})

    shown = _switch(sandbox, "state", method="GET")

    assert {kind: len(made) for kind, made in shown.items()} == {
        "session": 1,
        "payment_intent": 1,
        "charge": 1,
        "refund": 1,
        "fraud_warning": 0,
        "balance_transaction": 2,
        "event": 6,
        "webhook_endpoint": 0,
        "account": 0,
        "transfer": 0,
        "transfer_reversal": 0,
        "payout": 0,
        "dispute": 0,
        "customer": 0,
        "subscription": 0,
        "invoice": 0,
    }
    assert _switch(sandbox, "state/charge", method="GET") == shown["charge"]
    assert "GET state" in _switch(sandbox, "", method="GET")


@pytest.mark.parametrize("door", ["nothing", "state/nothing", "session/cs_nothing"])
def test_unknown_door_is_a_404(sandbox: Sandbox, door: str) -> None:
    answer = requests.get(f"{sandbox.url}/_sandbox/{door}", timeout=60)

    assert answer.status_code == 404
