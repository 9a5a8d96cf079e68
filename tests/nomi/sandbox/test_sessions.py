import time
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from nomi.sandbox.errors import Refusal
from nomi.sandbox.payments import Declined
from nomi.sandbox.server import Sandbox
from tests.nomi.sandbox.scenes import (
    DECLINED,
    NO_FUNDS,
    THREE_D_SECURE,
    list_event_types,
    list_sessions,
    make_item,
    open_session,
)


def test_session_is_paid_with_a_good_card(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    session = open_session(client)

    intent = sandbox.pay(session.id)

    paid = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    shown: Any = paid.to_dict()
    assert (paid.status, paid.payment_status, paid.amount_total, paid.url) == (
        *("complete", "paid", 4100, None),
    )
    assert (shown["payment_intent"]["id"], shown["payment_intent"]["status"]) == (
        *(intent, "succeeded"),
    )
    assert shown["payment_intent"]["metadata"] == {"order": "N-7Q4K", "attempt": "a-1"}
    assert list_event_types(client) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        (DECLINED, "card_declined", "generic_decline"),
        (NO_FUNDS, "card_declined", "insufficient_funds"),
        ("4111111111111111", "incorrect_number", None),
    ],
)
def test_declined_card_leaves_the_session_open(
    client: stripe.StripeClient,
    sandbox: Sandbox,
    card: str,
    code: str,
    decline_code: str | None,
) -> None:
    session = open_session(client)

    with pytest.raises(Declined):
        sandbox.pay(session.id, card)

    after = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent"]})
    intent: Any = after.to_dict()["payment_intent"]
    error = intent["last_payment_error"]
    assert (after.status, intent["status"]) == ("open", "requires_payment_method")
    assert (error["code"], error.get("decline_code")) == (code, decline_code)
    assert client.v1.balance_transactions.list({}).data == []
    assert list_event_types(client)[-1] == "payment_intent.payment_failed"
    sandbox.pay(session.id)


def test_three_d_secure_pays_when_the_bank_is_convinced(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    convinced, doubtful = open_session(client), open_session(client)

    sandbox.pay(convinced.id, THREE_D_SECURE)
    with pytest.raises(Declined):
        sandbox.pay(doubtful.id, THREE_D_SECURE, authenticate=False)

    statuses = [
        client.v1.checkout.sessions.retrieve(one.id).status for one in (convinced, doubtful)
    ]
    assert statuses == ["complete", "open"]
    assert list_event_types(client).count("payment_intent.requires_action") == 2


@pytest.mark.parametrize(("succeeded", "status"), [(True, "paid"), (False, "unpaid")])
def test_slow_method_completes_first_and_is_decided_later(
    client: stripe.StripeClient,
    sandbox: Sandbox,
    succeeded: bool,  # noqa: FBT001 - a case of the table
    status: str,
) -> None:
    session = open_session(client)
    sandbox.pay(session.id, "slow")
    before = client.v1.checkout.sessions.retrieve(session.id)

    sandbox.finish_slow(session.id, succeeded=succeeded)

    after = client.v1.checkout.sessions.retrieve(session.id)
    outcome = "succeeded" if succeeded else "failed"
    assert (before.status, before.payment_status) == ("complete", "unpaid")
    assert (after.status, after.payment_status) == ("complete", status)
    assert list_event_types(client)[-1] == f"checkout.session.async_payment_{outcome}"
    assert len(client.v1.balance_transactions.list({}).data) == int(succeeded)


def test_session_expires_when_its_time_is_over(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    session = open_session(client)
    sandbox.advance_clock(30 * 60)
    before = client.v1.checkout.sessions.retrieve(session.id).status

    sandbox.advance_clock(2 * 60)

    assert before == "open"
    assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
    assert list_event_types(client) == ["checkout.session.expired"]


def test_session_expires_by_itself(
    client: stripe.StripeClient, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_session(client)

    monkeypatch.setattr(sandbox.state, "ahead", 32 * 60)

    deadline = time.monotonic() + 60
    while sandbox.list_all("session")[0]["status"] == "open" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert sandbox.list_all("session")[0]["status"] == "expired"


def test_session_past_its_time_is_expired_before_anyone_looked(
    client: stripe.StripeClient, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, paid = open_session(client), open_session(client)
    sandbox.over.set()
    sandbox.threads[1].join()

    monkeypatch.setattr(sandbox.state, "ahead", 32 * 60)

    with pytest.raises(Refusal, match="is expired"):
        sandbox.pay(paid.id)
    assert client.v1.checkout.sessions.retrieve(shown.id).status == "expired"
    assert sandbox.list_all("charge") == []


def test_expiry_cancels_a_payment_that_was_begun(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    session = open_session(client)
    with pytest.raises(Declined):
        sandbox.pay(session.id, DECLINED)

    client.v1.checkout.sessions.expire(session.id)

    assert [one.status for one in client.v1.payment_intents.list({}).data] == ["canceled"]
    assert list_event_types(client)[-1] == "checkout.session.expired"


@pytest.mark.parametrize("end", ["complete", "expired"])
def test_session_that_is_over_can_neither_be_expired_nor_paid(
    client: stripe.StripeClient, sandbox: Sandbox, end: str
) -> None:
    session = open_session(client)
    if end == "complete":
        sandbox.pay(session.id)
    else:
        client.v1.checkout.sessions.expire(session.id)
    before = sandbox.list_all("event")

    with pytest.raises(stripe.InvalidRequestError, match=f"status of {end}"):
        client.v1.checkout.sessions.expire(session.id)
    with pytest.raises(Refusal, match=f"is {end}"):
        sandbox.pay(session.id)

    assert sandbox.list_all("event") == before


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"nonsense": "1"}, "parameter_unknown", "nonsense"),
        ({"payment_method_types": ["card"]}, "parameter_unknown", "payment_method_types[0]"),
        (
            {"line_items": [{**make_item(), "nonsense": 1}]},
            *("parameter_unknown", "line_items[0][nonsense]"),
        ),
        ({"line_items": []}, "parameter_missing", "line_items"),
        ({"line_items": [make_item(unit_amount=49)]}, "amount_too_small", None),
        ({"line_items": [make_item(unit_amount=99_999_999, quantity=2)]}, "amount_too_large", None),
        (
            {"line_items": [make_item(quantity=0)]},
            *("parameter_invalid_integer", "line_items[0][quantity]"),
        ),
        (
            {"line_items": [make_item(unit_amount=-1)]},
            *("parameter_invalid_integer", "line_items[0][price_data][unit_amount]"),
        ),
        ({"expires_at": 1}, None, "expires_at"),
        # named, because each worker reads its own clock
        pytest.param({"expires_at": int(time.time()) + 29 * 60}, None, "expires_at", id="soon"),
        pytest.param({"expires_at": int(time.time()) + 25 * 3600}, None, "expires_at", id="late"),
        ({"success_url": "javascript:alert(1)"}, "url_invalid", "success_url"),
        ({"success_url": ""}, "parameter_missing", "success_url"),
        ({"customer_email": "nobody"}, "email_invalid", "customer_email"),
        ({"mode": "subscription"}, None, "mode"),
        ({"ui_mode": "hosted"}, None, "ui_mode"),
        ({"metadata": {"k" * 41: "v"}}, None, "metadata"),
        ({"metadata": {"k": "v" * 501}}, None, "metadata[k]"),
        ({"metadata": {str(number): "v" for number in range(51)}}, None, "metadata"),
    ],
    ids=str,
)
def test_session_stripe_would_refuse_is_refused(
    client: stripe.StripeClient, change: dict[str, Any], code: str | None, param: str | None
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        open_session(client, **change)

    assert (refused.value.http_status, refused.value.code, refused.value.param) == (
        *(400, code, param),
    )
    assert list_sessions(client) == []


def test_smallest_charge_is_fifty_cents(client: stripe.StripeClient) -> None:
    session = open_session(client, line_items=[make_item(unit_amount=50)])

    assert session.amount_total == 50


def test_line_items_are_those_asked_for(client: stripe.StripeClient) -> None:
    session = open_session(client)

    page = client.v1.checkout.sessions.line_items.list(session.id, {"limit": 1})
    second = client.v1.checkout.sessions.line_items.list(
        session.id, {"starting_after": page.data[0].id}
    )

    shown = [
        (item.description, item.quantity, item.amount_total) for item in (*page.data, *second.data)
    ]
    assert shown == [("2 × Tote", 1, 3600), ("Shipping", 1, 500)]
    assert (page.has_more, second.has_more) == (True, False)


def test_expand_reaches_from_the_session_to_the_fee(
    client: stripe.StripeClient, sandbox: Sandbox
) -> None:
    session = open_session(client)
    sandbox.pay(session.id)
    path = "payment_intent.latest_charge.balance_transaction"

    found = client.v1.checkout.sessions.retrieve(session.id, {"expand": [path, "line_items"]})

    shown: Any = found.to_dict()
    booked = shown["payment_intent"]["latest_charge"]["balance_transaction"]
    # 2.9 % of $41.00 is $1.189, and thirty cents
    assert (booked["amount"], booked["fee"], booked["net"]) == (4100, 149, 3951)
    assert len(shown["line_items"]["data"]) == 2


def test_expand_in_a_list_needs_its_data(client: stripe.StripeClient, sandbox: Sandbox) -> None:
    sandbox.pay(open_session(client).id)

    page = client.v1.checkout.sessions.list({"expand": ["data.payment_intent"]})

    shown: Any = page.data[0].to_dict()
    assert shown["payment_intent"]["status"] == "succeeded"
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        client.v1.checkout.sessions.list({"expand": ["payment_intent"]})
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        client.v1.checkout.sessions.list({"expand": ["data.url"]})


def test_unknown_session_is_a_404(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.retrieve("cs_test_nothing")

    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")


def test_live_keys_do_not_see_test_sessions(
    client: stripe.StripeClient, make_client: Callable[[str], stripe.StripeClient]
) -> None:
    live = make_client("rk_live_standin")
    session, own = open_session(client), open_session(live)

    assert (session.livemode, own.livemode) == (False, True)
    assert list_sessions(live) == [own.id]
    with pytest.raises(stripe.InvalidRequestError, match=r"No such checkout\.session"):
        live.v1.checkout.sessions.retrieve(session.id)
