"""Charges: what a card or a bank account was asked for, and whether it gave it."""

import json

from nomi.sandbox.cards import BANK_DETAILS, Decline, describe_card
from nomi.sandbox.events import emit
from nomi.sandbox.listing import make_page, wrap
from nomi.sandbox.params import CREATED, PAGING
from nomi.sandbox.resources.session_shapes import make_address
from nomi.sandbox.routing import Call, Route
from nomi.sandbox.state import Body, State, make_id

PATH = "/v1/charges"
ABSENT = (
    "application", "application_fee", "application_fee_amount", "balance_transaction",
    "customer", "failure_balance_transaction", "failure_code", "failure_message",
    "on_behalf_of", "receipt_email", "receipt_number", "receipt_url", "review", "shipping",
    "source", "source_transfer", "statement_descriptor", "transfer_data", "transfer_group",
)  # fmt: skip


def make_charge(state: State, intent: Body, *, card: str, email: str, status: str) -> Body:
    """Store a charge of the whole intent; an empty card number means the bank account."""
    succeeded, amount = status == "succeeded", intent["amount"]
    charge = {
        **dict.fromkeys(ABSENT),
        "id": make_id("ch" if card else "py"),
        "object": "charge",
        "amount": amount,
        "amount_captured": amount if succeeded else 0,
        "amount_refunded": 0,
        "billing_details": {
            "address": make_address(),
            "email": email or None,
            "name": None,
            "phone": None,
            "tax_id": None,
        },
        "calculated_statement_descriptor": "NOMI STAND-IN",
        "captured": status != "failed",
        "created": state.now(),
        "currency": intent["currency"],
        "description": intent["description"],
        "disputed": False,
        "fraud_details": {},
        "livemode": intent["livemode"],
        "metadata": intent["metadata"],
        "outcome": _describe_outcome("approved_by_network", "authorized", "Payment complete."),
        "paid": status != "failed",
        "payment_intent": intent["id"],
        "payment_method": make_id("pm"),
        "payment_method_details": (
            describe_card(card, amount, state.now()) if card else dict(BANK_DETAILS)
        ),
        "refunded": False,
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": status,
    }
    return state.add("charge", charge, livemode=intent["livemode"])


def mark_failed(state: State, charge: Body, decline: Decline) -> None:
    """Keep why the bank said no."""
    outcome = _describe_outcome("declined_by_network", "issuer_declined", decline.message)
    outcome["reason"] = decline.decline_code or decline.code
    charge.update(
        status="failed",
        paid=False,
        captured=False,
        amount_captured=0,
        failure_code=decline.code,
        failure_message=decline.message,
        outcome=outcome,
    )
    state.save(charge)
    tell(state, "failed", charge)


def tell(state: State, what: str, charge: Body) -> None:
    """Emit an event about a charge."""
    emit(state, f"charge.{what}", charge, livemode=charge["livemode"])


def list_refunds_of(state: State, charge: Body) -> Body:
    """Return the newest refunds of a charge, as `expand[]=refunds` shows them."""
    rows = state.fetch(
        "select body from thing where kind = 'refund'"
        " and json_extract(body, '$.payment_intent') = ?"
        " and json_extract(body, '$.charge') = ? order by seq desc limit 11",
        charge["payment_intent"],
        charge["id"],
    )
    data = [json.loads(row[0]) for row in rows]
    return wrap(data[:10], url=f"{PATH}/{charge['id']}/refunds", has_more=len(data) > 10)  # noqa: PLR2004 - Stripe's usual page


def _describe_outcome(network: str, kind: str, message: str) -> Body:
    absent = ("advice_code", "network_advice_code", "network_decline_code", "reason")
    return {
        **dict.fromkeys(absent),
        "network_status": network,
        "seller_message": message,
        "type": kind,
    }


def _get(state: State, call: Call) -> Body:
    return state.get(call.id, "charge", livemode=call.livemode)


def _list(state: State, call: Call) -> Body:
    return make_page(state, call, "charge", {"payment_intent": call.params.get("payment_intent")})


ROUTES = (
    Route(method="GET", path=PATH, act=_list, takes=PAGING | CREATED | {"payment_intent"}),
    Route(method="GET", path=f"{PATH}/{{id}}", act=_get),
)
