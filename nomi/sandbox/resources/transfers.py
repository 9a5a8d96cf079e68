"""Transfers: money from the platform's balance to a Connect account, never more than is there."""

import json

from nomi.sandbox.errors import Refusal
from nomi.sandbox.events import emit
from nomi.sandbox.listing import make_page, wrap
from nomi.sandbox.params import (
    CREATED,
    METADATA,
    PAGING,
    read_choice,
    read_integer,
    read_metadata,
    read_text,
    require,
)
from nomi.sandbox.resources.accounts import KIND as ACCOUNT
from nomi.sandbox.resources.balance import book, refuse_beyond_available
from nomi.sandbox.routing import Call, Route
from nomi.sandbox.state import Body, State, make_id

PATH = "/v1/transfers"
KIND = "transfer"
SHOWN_REVERSALS = 10
CURRENCIES = ("usd",)


def create_transfer(state: State, call: Call) -> Body:
    """Send money to an account that takes transfers; refuse what the available balance lacks."""
    params = call.params
    amount = read_integer(require(params, "amount"), "amount", least=1)
    currency = read_choice(require(params, "currency"), "currency", CURRENCIES)
    account = state.get(
        read_text(require(params, "destination"), "destination"),
        ACCOUNT,
        livemode=call.livemode,
        param="destination",
    )
    if account["capabilities"].get("transfers") != "active":
        raise Refusal(
            "Your destination account needs to have at least one of the following capabilities"
            " enabled: transfers, crypto_transfers, legacy_payments",
            code="insufficient_capabilities_for_transfer",
            is_kept=True,
        )
    refuse_beyond_available(state, amount, currency, livemode=call.livemode)
    transfer = {
        "id": make_id("tr"),
        "object": KIND,
        "amount": amount,
        "amount_reversed": 0,
        "created": state.now(),
        "currency": currency,
        "description": params.get("description"),
        "destination": account["id"],
        "destination_payment": make_id("py"),
        "livemode": call.livemode,
        "metadata": read_metadata(params),
        "reversed": False,
        "source_transaction": None,
        "source_type": "card",
        "transfer_group": params.get("transfer_group"),
    }
    transfer["balance_transaction"] = book(
        state,
        transfer,
        amount_minor=-amount,
        kind="transfer",
        fee_minor=0,
        livemode=call.livemode,
        days=0,
    )
    state.add(KIND, transfer, livemode=call.livemode)
    shown = show(state, transfer)
    emit(state, "transfer.created", shown, livemode=call.livemode)
    return shown


def show(state: State, transfer: Body) -> Body:
    """Return the transfer with its newest reversals, as Stripe always shows it."""
    rows = state.fetch(
        "select body from thing where kind = 'transfer_reversal'"
        " and json_extract(body, '$.transfer') = ? order by seq desc limit ?",
        *(transfer["id"], SHOWN_REVERSALS + 1),
    )
    data = [json.loads(row[0]) for row in rows]
    url = f"{PATH}/{transfer['id']}/reversals"
    page = wrap(data[:SHOWN_REVERSALS], url=url, has_more=len(data) > SHOWN_REVERSALS)
    return {**transfer, "reversals": page}


def _update(state: State, call: Call) -> Body:
    transfer = state.get(call.id, KIND, livemode=call.livemode)
    if "description" in call.params:
        transfer["description"] = read_text(call.params["description"], "description")
    transfer["metadata"] |= read_metadata(call.params)
    state.save(transfer)
    shown = show(state, transfer)
    emit(state, "transfer.updated", shown, livemode=call.livemode)
    return shown


def _get(state: State, call: Call) -> Body:
    return show(state, state.get(call.id, KIND, livemode=call.livemode))


def _list(state: State, call: Call) -> Body:
    filters = {name: call.params.get(name) for name in ("destination", "transfer_group")}
    page = make_page(state, call, KIND, filters)
    return {**page, "data": [show(state, one) for one in page["data"]]}


ROUTES = (
    Route(
        method="POST",
        path=PATH,
        act=create_transfer,
        takes=METADATA | {"amount", "currency", "description", "destination", "transfer_group"},
    ),
    Route(
        method="GET",
        path=PATH,
        act=_list,
        takes=PAGING | CREATED | {"destination", "transfer_group"},
    ),
    Route(method="GET", path=f"{PATH}/{{id}}", act=_get),
    Route(method="POST", path=f"{PATH}/{{id}}", act=_update, takes=METADATA | {"description"}),
)
