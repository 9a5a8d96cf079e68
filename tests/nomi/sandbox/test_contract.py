"""The stand-in cannot flatter us: what it takes and gives is what Stripe's library types."""

import json
from pathlib import Path
from typing import Any

import pytest
import stripe
from pydantic import ValidationError

from nomi.sandbox.api import ROUTES, Exchange
from nomi.sandbox.forms import decode_form
from nomi.sandbox.resources.disputes import open_dispute
from nomi.sandbox.resources.fraud_warnings import warn
from nomi.sandbox.server import Sandbox
from nomi.sandbox.state import API_VERSION
from tests.nomi.sandbox import contract
from tests.nomi.sandbox.scenes import (
    DECLINED,
    THREE_D_SECURE,
    open_account,
    open_session,
    send,
)
from tests.nomi.sandbox.test_subscriptions import begin

SAMPLES = next(
    (
        folder / "shared/data/stripe/fixtures3.json"
        for folder in Path(__file__).resolve().parents
        if (folder / "shared/data/stripe/fixtures3.json").exists()
    ),
    None,
)
"""Stripe's sample objects, which are not ours to keep: beside the project, or nowhere."""
SHOWN_ONLY_WHEN_ASKED = {"charge": {"refunds"}, "invoice": {"subscription"}}
"""The sample invoice still has a key that the library has given up."""


def test_library_is_of_the_version_the_stand_in_speaks() -> None:
    assert (stripe.api_version, API_VERSION) == ("2026-10-28.endive", "2026-10-28.endive")


def test_every_route_is_held_to_the_contract() -> None:
    assert {(route.method, route.path) for route in ROUTES} == contract.CALLS.keys()


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
def test_every_parameter_taken_is_one_of_stripes(route: Any) -> None:
    asked, _ = contract.CALLS[route.method, route.path]

    strangers = {path for path in route.known if not contract.knows(asked, path)}

    assert strangers == set()


def _make_exchange(sandbox: Sandbox, client: stripe.StripeClient) -> Exchange:
    seen: list[Exchange] = []
    sandbox.api.observers.append(seen.append)
    open_session(client)
    return seen[0]


def _change(exchange: Exchange, *, form: str = "", **fields: Any) -> Exchange:
    body = {**json.loads(exchange.text), **fields}
    body = {name: value for name, value in body.items() if value is not ...}
    given = {**exchange.params, **decode_form(form)}
    return Exchange(route=exchange.route, params=given, status=200, text=json.dumps(body))


@pytest.mark.parametrize(
    "fields",
    [
        {"nonsense": None},
        {"expires_at": ...},
        {"amount_total": "4100"},
        {"amount_total": 41.0},
        {"status": "paid"},
        {"total_details": {"amount_discount": 0, "amount_shipping": 0}},
        {"automatic_tax": {"enabled": False, "nonsense": 1}},
        {"payment_intent": {"id": "pi_1", "object": "payment_intent"}},
        {"invoice": {"id": "in_1", "object": "invoice"}},
    ],
    ids=str,
)
def test_contract_notices_an_answer_stripe_would_not_give(
    sandbox: Sandbox, client: stripe.StripeClient, fields: dict[str, Any]
) -> None:
    exchange = _make_exchange(sandbox, client)

    with pytest.raises(contract.BreachOfContract):
        contract.check(_change(exchange, **fields))

    contract.check(exchange)


@pytest.mark.parametrize(
    "form",
    [
        "nonsense=1",
        "mode=buy",
        "line_items[0][nonsense]=1",
        "line_items[0][price_data][unit_amount]=much",
        "adaptive_pricing[enabled]=perhaps",
        "idempotency_key=1",
        "payment_method_types[0]=card",
    ],
)
def test_contract_notices_a_request_stripe_would_not_take(
    sandbox: Sandbox, client: stripe.StripeClient, form: str
) -> None:
    exchange = _make_exchange(sandbox, client)

    with pytest.raises(contract.BreachOfContract):
        contract.check(_change(exchange, form=form))


def test_every_object_in_an_event_keeps_the_contract(
    sandbox: Sandbox, client: stripe.StripeClient
) -> None:
    for card in (DECLINED, "slow", THREE_D_SECURE):
        session = open_session(client)
        if card == DECLINED:
            client.v1.checkout.sessions.expire(session.id)
            continue
        intent = sandbox.pay(session.id, card)
        if card == "slow":
            sandbox.finish_slow(session.id, succeeded=True)
        sandbox.switches.set_refund_outcome("failed")
        client.v1.refunds.create({"payment_intent": intent})

    events = sandbox.list_all("event")

    assert len(events) > 15
    for event in events:
        thing = event["data"]["object"]
        contract.check_resource(json.dumps(thing), thing["object"])


def _make_one_of_each(sandbox: Sandbox, client: stripe.StripeClient) -> dict[str, dict[str, Any]]:
    session = open_session(client)
    client.v1.refunds.create({"payment_intent": sandbox.pay(session.id), "amount": 100})
    transfer = send(client, sandbox, open_account(client), 900)
    client.v1.transfers.reversals.create(transfer.id, {"amount": 100})
    client.v1.payouts.create({"amount": 500, "currency": "usd"})
    open_dispute(sandbox.state, sandbox.list_all("charge")[0]["id"])
    warn(sandbox.state, sandbox.list_all("charge")[0]["id"])
    client.v1.webhook_endpoints.create({"url": "http://127.0.0.1:9/", "enabled_events": ["*"]})
    made = {kind: sandbox.list_all(kind)[0] for kind in ("charge", "event", "refund")}
    more = ("payment_intent", "balance_transaction", "webhook_endpoint")
    item = client.v1.checkout.sessions.line_items.list(session.id).data[0].to_dict()
    return {
        **made,
        **_make_monthly(sandbox, client),
        **{kind: sandbox.list_all(kind)[0] for kind in more},
        "checkout.session": sandbox.list_all("session")[0],
        "item": item,
        "price": item["price"],
        "account": sandbox.list_all("account")[0],
        "dispute": sandbox.list_all("dispute")[0],
        "radar.early_fraud_warning": sandbox.list_all("fraud_warning")[0],
        "payout": sandbox.list_all("payout")[0],
        "transfer": client.v1.transfers.retrieve(transfer.id).to_dict(),
        "transfer_reversal": sandbox.list_all("transfer_reversal")[0],
        "balance": client.v1.balance.retrieve().to_dict(),
    }


def _make_monthly(sandbox: Sandbox, client: stripe.StripeClient) -> dict[str, dict[str, Any]]:
    subscription = begin(client, sandbox)
    asked: Any = {
        "customer": subscription.customer,
        "return_url": "http://127.0.0.1:9/",
        "flow_data": {"type": "payment_method_update"},
    }
    client.v1.billing_portal.sessions.create(asked)
    item = subscription.to_dict()["items"]["data"][0]
    invoice = sandbox.list_all("invoice")[0]
    payments = client.v1.invoices.retrieve(invoice["id"], {"expand": ["payments"]}).to_dict()
    return {
        "subscription": sandbox.list_all("subscription")[0],
        "subscription_item": item,
        "plan": item["plan"],
        "invoice": invoice,
        "line_item": invoice["lines"]["data"][0],
        "invoice_payment": payments["payments"]["data"][0],
        "billing_portal.session": sandbox.list_all("portal")[0],
    }


@pytest.mark.skipif(
    SAMPLES is None,
    reason="Stripe's sample objects (shared/data/stripe/fixtures3.json) are not beside the project",
)
def test_every_resource_has_the_keys_of_stripes_own_sample(
    sandbox: Sandbox, client: stripe.StripeClient
) -> None:
    samples = json.loads(SAMPLES.read_text())["resources"] if SAMPLES else {}

    made = _make_one_of_each(sandbox, client)

    differences = {
        kind: sorted(body.keys() ^ samples[kind].keys() - SHOWN_ONLY_WHEN_ASKED.get(kind, set()))
        for kind, body in made.items()
    }
    assert made.keys() == contract.SERVED.keys()
    assert {kind: keys for kind, keys in differences.items() if keys} == {}


def test_strict_types_take_no_number_for_a_text() -> None:
    with pytest.raises(ValidationError):
        contract.check_resource(json.dumps({"id": 1}), "event")
