"""Refunds: money given back, never more than was captured."""

from typing import Any

from nomi.sandbox.errors import Refusal
from nomi.sandbox.events import emit
from nomi.sandbox.listing import make_page
from nomi.sandbox.params import (
    CREATED,
    METADATA,
    PAGING,
    Params,
    read_choice,
    read_integer,
    read_metadata,
)
from nomi.sandbox.resources.balance import book
from nomi.sandbox.resources.charges import tell
from nomi.sandbox.resources.disputes import refuse_while_disputed
from nomi.sandbox.routing import Call, Route
from nomi.sandbox.state import Body, State, make_id

PATH = "/v1/refunds"
REASONS = ("duplicate", "fraudulent", "requested_by_customer")
ABSENT = (
    "balance_transaction", "customer", "customer_account", "payment_method", "receipt_number",
    "source_transfer_reversal", "transfer_reversal",
)  # fmt: skip
OUTCOME = "refund_outcome"
"""The setting that says how the next refunds go: succeeded, pending or failed."""


def create_refund(state: State, call: Call) -> Body:
    """Give money back, in full unless an amount is given."""
    reason = call.params.get("reason")
    if reason is not None:
        read_choice(reason, "reason", REASONS)
    charge = _find_charge(state, call.params, livemode=call.livemode)
    refuse_while_disputed(state, charge)
    amount = _read_amount(charge, call.params)
    refund = {
        **dict.fromkeys(ABSENT),
        "id": make_id("re" if charge["id"].startswith("ch_") else "pyr"),
        "object": "refund",
        "amount": amount,
        "charge": charge["id"],
        "created": state.now(),
        "currency": charge["currency"],
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        "metadata": read_metadata(call.params),
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": "succeeded",
    }
    outcome = state.get_setting(OUTCOME, "succeeded")
    if outcome != "succeeded":
        refund |= {"status": "pending", "pending_reason": "processing"}
    refund["balance_transaction"] = book(
        state, refund, amount_minor=-amount, kind="refund", fee_minor=0, livemode=call.livemode
    )
    state.add("refund", refund, livemode=call.livemode)
    _move_charge(state, charge, amount)
    emit(state, "refund.created", refund, livemode=call.livemode)
    tell(state, "refunded", charge)
    if outcome == "failed":
        finish_refund(state, refund["id"], succeeded=False)
    return refund


def finish_refund(state: State, identifier: str, *, succeeded: bool) -> Body:
    """Let a refund reach the card at last, or come back: weeks later, even from succeeded."""
    with state.transaction():
        refund = state.get(identifier, "refund")
        charge = state.get(refund["charge"], "charge")
        livemode = bool(charge["livemode"])
        if refund["status"] == "failed" or (succeeded and refund["status"] == "succeeded"):
            raise Refusal(f"This refund is {refund['status']}.")
        refund.pop("pending_reason", None)
        refund["status"] = "succeeded" if succeeded else "failed"
        if not succeeded:
            refund["failure_reason"] = "expired_or_canceled_card"
            refund["failure_balance_transaction"] = book(
                state,
                refund,
                amount_minor=refund["amount"],
                kind="refund_failure",
                fee_minor=0,
                livemode=livemode,
            )
            _move_charge(state, charge, -refund["amount"])
            emit(state, "refund.failed", refund, livemode=livemode)
        state.save(refund)
        emit(state, "refund.updated", refund, livemode=livemode)
        return refund


def _move_charge(state: State, charge: Body, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    state.save(charge)


def _read_amount(charge: Body, params: Params) -> int:
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = read_integer(params["amount"], "amount", least=1) if "amount" in params else left
    if left == 0:
        raise Refusal(
            f"Charge {charge['id']} has already been refunded.",
            code="charge_already_refunded",
            is_kept=True,
        )
    if amount > left:
        raise Refusal(
            f"Refund amount ({_say(amount)}) is greater than unrefunded amount on charge"
            f" ({_say(left)})",
            param="amount",
            is_kept=True,
        )
    return amount


def _say(minor: int) -> str:
    return f"${minor // 100}.{minor % 100:02d}"


def _find_charge(state: State, params: Params, *, livemode: bool) -> Body:
    given: dict[str, Any] = {name: params.get(name) for name in ("charge", "payment_intent")}
    if bool(given["charge"]) == bool(given["payment_intent"]):
        raise Refusal(
            "One of the following params should be provided for this request:"
            " payment_intent or charge.",
            code="parameter_missing",
        )
    if given["charge"]:
        charge = state.get(given["charge"], "charge", livemode=livemode, param="charge")
    else:
        intent = state.get(
            given["payment_intent"], "payment_intent", livemode=livemode, param="payment_intent"
        )
        found = state.find(intent["latest_charge"] or "", "charge")
        charge = found or {"status": "missing", "id": intent["id"]}
    if charge["status"] != "succeeded":
        raise Refusal(f"{charge['id']} does not have a successful charge to refund.", is_kept=True)
    return charge


def _get(state: State, call: Call) -> Body:
    return state.get(call.id, "refund", livemode=call.livemode)


def _list(state: State, call: Call) -> Body:
    filters = {name: call.params.get(name) for name in ("payment_intent", "charge")}
    return make_page(state, call, "refund", filters)


ROUTES = (
    Route(
        method="POST",
        path=PATH,
        act=create_refund,
        takes=METADATA | {"amount", "charge", "payment_intent", "reason"},
    ),
    Route(
        method="GET", path=PATH, act=_list, takes=PAGING | CREATED | {"payment_intent", "charge"}
    ),
    Route(method="GET", path=f"{PATH}/{{id}}", act=_get),
)
