import time
from typing import Any

import pytest
import stripe

from nomi.sandbox.payments import DECLINED, SLOW, Declined
from nomi.sandbox.server import Sandbox
from nomi.sandbox.state import API_VERSION

TOTE: dict[str, Any] = {
    "mode": "payment",
    "success_url": "http://127.0.0.1/thanks",
    "client_reference_id": "N-1",
    "metadata": {"order": "N-1"},
    "line_items": [
        {
            "quantity": 1,
            "price_data": {
                "currency": "usd",
                "unit_amount": 1800,
                "product_data": {"name": "Tote"},
            },
        }
    ],
}


def _open(client: stripe.StripeClient, **more: Any) -> Any:
    return client.v1.checkout.sessions.create({**TOTE, **more})


def test_stand_in_speaks_the_version_of_the_library() -> None:
    assert stripe.api_version == API_VERSION


def test_session_is_paid_with_a_good_card(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    session = _open(client)

    intent = sandbox.pay(session.id)

    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    assert (paid.status, paid.payment_status, paid.amount_total) == ("complete", "paid", 1800)
    assert paid.to_dict()["payment_intent"]["id"] == intent
    types = [event.type for event in client.v1.events.list({"limit": 10}).data]
    assert types == [
        "checkout.session.completed", "payment_intent.succeeded", "charge.succeeded",
        "payment_intent.created",
    ]  # fmt: skip


def test_declined_card_leaves_the_session_open(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    session = _open(client)

    with pytest.raises(Declined):
        sandbox.pay(session.id, DECLINED)

    assert client.v1.checkout.sessions.retrieve(session.id).status == "open"
    sandbox.pay(session.id)


def test_slow_method_completes_first_and_pays_later(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    session = _open(client)
    sandbox.pay(session.id, SLOW)
    before = client.v1.checkout.sessions.retrieve(session.id)

    sandbox.finish_slow(session.id, succeeded=True)

    after = client.v1.checkout.sessions.retrieve(session.id)
    assert (before.status, before.payment_status) == ("complete", "unpaid")
    assert after.payment_status == "paid"


def test_session_expires_by_the_clock(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    session = _open(client, expires_at=int(time.time()) + 31 * 60)

    sandbox.advance_clock(32 * 60)

    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert client.v1.events.list({}).data[0].type == "checkout.session.expired"


def test_paid_session_cannot_be_expired(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    session = _open(client)
    sandbox.pay(session.id)

    with pytest.raises(stripe.InvalidRequestError, match="status of complete"):
        client.v1.checkout.sessions.expire(session.id)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"nonsense": "1"}, "parameter_unknown"),
        ({"line_items": []}, "parameter_missing"),
        ({"expires_at": 1}, None),
    ],
)
def test_bad_session_is_refused(
    client: stripe.StripeClient, change: dict[str, Any], code: str | None
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        _open(client, **change)

    assert refused.value.code == code
    assert client.v1.checkout.sessions.list({}).data == []


def test_same_key_gives_the_same_session_and_other_words_are_refused(
    client: stripe.StripeClient,
) -> None:
    first = client.v1.checkout.sessions.create(TOTE, {"idempotency_key": "k"})

    second = client.v1.checkout.sessions.create(TOTE, {"idempotency_key": "k"})

    assert second.id == first.id
    with pytest.raises(stripe.IdempotencyError):
        client.v1.checkout.sessions.create(
            {**TOTE, "client_reference_id": "N-2"}, {"idempotency_key": "k"}
        )


def test_dropped_answer_is_found_again_by_its_key(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    sandbox.faults.set("drop", path="/v1/checkout")
    with pytest.raises(stripe.APIConnectionError):
        client.v1.checkout.sessions.create(TOTE, {"idempotency_key": "k"})

    again = client.v1.checkout.sessions.create(TOTE, {"idempotency_key": "k"})

    assert [one.id for one in client.v1.checkout.sessions.list({}).data] == [again.id]


def test_refunds_never_exceed_the_payment(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    intent = sandbox.pay(_open(client).id)
    client.v1.refunds.create({"payment_intent": intent, "amount": 800})

    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        client.v1.refunds.create({"payment_intent": intent, "amount": 1001})

    client.v1.refunds.create({"payment_intent": intent})
    amounts = [one.amount for one in client.v1.refunds.list({"payment_intent": intent}).data]
    assert amounts == [1000, 800]


def test_revoked_key_is_refused(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    sandbox.faults.revoked_keys.add("sk_test_standin")

    with pytest.raises(stripe.AuthenticationError):
        _open(client)


def test_state_survives_a_new_start(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    session = _open(client)

    again = Sandbox(sandbox.state_folder)

    assert again.state.get(session.id, "session")["status"] == "open"
    again.server.server_close()
    again.state.close()
