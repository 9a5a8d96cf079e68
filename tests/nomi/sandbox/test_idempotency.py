"""One key, one deed: Stripe's rules, as the store relies on them."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
import stripe

from nomi.sandbox import api
from nomi.sandbox.server import Sandbox
from tests.nomi.sandbox.scenes import list_sessions, make_params, open_session


@pytest.fixture
def asked() -> Any:
    """Return one request, the same bytes each time."""
    return make_params()


def test_same_key_and_bytes_give_the_same_answer_again(
    client: stripe.StripeClient, asked: Any
) -> None:
    first = client.v1.checkout.sessions.create(asked, {"idempotency_key": "cs:1"})

    second = client.v1.checkout.sessions.create(asked, {"idempotency_key": "cs:1"})

    assert second.to_dict() == first.to_dict()
    assert (first.last_response.headers.get("Idempotent-Replayed"), list_sessions(client)) == (
        *(None, [first.id]),
    )
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert second.last_response.headers["Request-Id"].startswith("req_")


def test_replay_is_the_old_answer_though_the_session_moved_on(
    client: stripe.StripeClient, sandbox: Sandbox, asked: Any
) -> None:
    first = client.v1.checkout.sessions.create(asked, {"idempotency_key": "cs:1"})
    sandbox.pay(first.id)

    second = client.v1.checkout.sessions.create(asked, {"idempotency_key": "cs:1"})

    assert (second.status, second.url) == ("open", first.url)


def test_same_key_with_other_parameters_is_refused(client: stripe.StripeClient, asked: Any) -> None:
    first = client.v1.checkout.sessions.create(asked, {"idempotency_key": "cs:1"})

    with pytest.raises(stripe.IdempotencyError, match="same parameters") as refused:
        client.v1.checkout.sessions.create(
            {**asked, "client_reference_id": "N-2"}, {"idempotency_key": "cs:1"}
        )

    assert refused.value.http_status == 400
    assert list_sessions(client) == [first.id]


def test_same_key_at_another_endpoint_is_refused(client: stripe.StripeClient, asked: Any) -> None:
    first = client.v1.checkout.sessions.create(asked, {"idempotency_key": "cs:1"})

    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        client.v1.checkout.sessions.expire(first.id, {}, {"idempotency_key": "cs:1"})

    assert client.v1.checkout.sessions.retrieve(first.id).status == "open"


def test_keys_of_test_and_live_mode_are_apart(make_client: Any, asked: Any) -> None:
    test, live = make_client("sk_test_standin"), make_client("sk_live_standin")

    first = test.v1.checkout.sessions.create(asked, {"idempotency_key": "cs:1"})
    second = live.v1.checkout.sessions.create(asked, {"idempotency_key": "cs:1"})

    assert (first.livemode, second.livemode) == (False, True)


def test_key_under_way_is_a_conflict(
    client: stripe.StripeClient, sandbox: Sandbox, asked: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_answered = threading.Event()
    linger = SimpleNamespace(sleep=lambda _seconds: has_answered.wait(timeout=60))
    monkeypatch.setattr(api, "time", linger)  # until the other one is answered
    sandbox.faults.set("delay", path="/v1/checkout")

    def create(_number: int) -> str:
        try:
            made = client.v1.checkout.sessions.create(asked, {"idempotency_key": "cs:1"})
        except stripe.StripeError as error:
            return f"{error.http_status} {error.json_body['error']['code']}"
        finally:
            has_answered.set()
        return str(made.id)

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(create, range(2)))

    assert answers == ["409 idempotency_key_in_use", *list_sessions(client)]


def test_library_waits_out_a_conflict(make_client: Any, sandbox: Sandbox, asked: Any) -> None:
    patient = make_client("sk_test_standin", max_network_retries=20)
    sandbox.faults.set("delay", path="/v1/checkout", seconds=0.3)

    def create(_number: int) -> str:
        options = {"idempotency_key": "cs:1"}
        return str(patient.v1.checkout.sessions.create(asked, options).id)

    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(create, range(4)))

    assert list(made) == list_sessions(patient)


def test_refused_parameters_leave_the_key_unused(client: stripe.StripeClient, asked: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create(
            {**asked, "success_url": "nowhere"}, {"idempotency_key": "cs:1"}
        )

    made = client.v1.checkout.sessions.create(asked, {"idempotency_key": "cs:1"})

    assert list_sessions(client) == [made.id]


def test_refused_deed_is_refused_again_for_its_key(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    intent = sandbox.pay(open_session(client).id)
    asked: Any = {"payment_intent": intent, "amount": 4101}

    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError, match="greater than") as refused:
            client.v1.refunds.create(asked, {"idempotency_key": "refund:1"})

    assert refused.value.headers["Idempotent-Replayed"] == "true"


def test_key_is_forgotten_after_a_day(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    intent = sandbox.pay(open_session(client).id)
    asked: Any = {"payment_intent": intent, "amount": 100}
    client.v1.refunds.create(asked, {"idempotency_key": "refund:1"})
    sandbox.advance_clock(23 * 3600)
    client.v1.refunds.create(asked, {"idempotency_key": "refund:1"})

    sandbox.advance_clock(2 * 3600)
    client.v1.refunds.create(asked, {"idempotency_key": "refund:1"})

    assert len(client.v1.refunds.list({"payment_intent": intent}).data) == 2


def test_twenty_at_once_with_one_key_make_one_refund(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    intent = sandbox.pay(open_session(client).id)

    def refund(key: str) -> None:
        asked: Any = {"payment_intent": intent, "amount": 100}
        # while the first is under way the others meet a conflict
        with suppress(stripe.IdempotencyError, stripe.APIError):
            client.v1.refunds.create(asked, {"idempotency_key": key})

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(refund, ["refund:1"] * 20))
    with_one_key = len(client.v1.refunds.list({"limit": 100}).data)
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(refund, [f"control:{number}" for number in range(20)]))

    assert with_one_key == 1
    assert len(client.v1.refunds.list({"limit": 100}).data) == 21
