"""Transfer reversals: money that comes back from a Connect account, in whole or in part."""

from nomi.sandbox.errors import Refusal
from nomi.sandbox.events import emit
from nomi.sandbox.listing import make_page
from nomi.sandbox.params import METADATA, PAGING, read_integer, read_metadata
from nomi.sandbox.resources.balance import book
from nomi.sandbox.resources.transfers import KIND as TRANSFER
from nomi.sandbox.resources.transfers import PATH as TRANSFERS
from nomi.sandbox.resources.transfers import show
from nomi.sandbox.routing import Call, Route
from nomi.sandbox.state import Body, State, make_id

PATH = f"{TRANSFERS}/{{id}}/reversals"
KIND = "transfer_reversal"


def create_reversal(state: State, call: Call) -> Body:
    """Take money back; all that is left unless an amount is given."""
    transfer = state.get(call.id, TRANSFER, livemode=call.livemode)
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = left
    if "amount" in call.params:
        amount = read_integer(call.params["amount"], "amount", least=1)
    return _reverse(state, transfer, amount, notes=read_metadata(call.params))


def refuse_later(state: State, identifier: str, *, amount: int | None = None) -> Body:
    """Let the receiving side send a transfer back by itself, days after it was made."""
    with state.transaction():
        transfer = state.get(identifier, TRANSFER)
        left = transfer["amount"] - transfer["amount_reversed"]
        return _reverse(state, transfer, left if amount is None else amount, notes={})


def _reverse(state: State, transfer: Body, amount: int, *, notes: dict[str, str]) -> Body:
    left = transfer["amount"] - transfer["amount_reversed"]
    if not 0 < amount <= left:
        raise Refusal(
            f"Transfer {transfer['id']} has {left} left to reverse, not {amount}.",
            param="amount",
            is_kept=True,
        )
    livemode = bool(transfer["livemode"])
    reversal = {
        "id": make_id("trr"),
        "object": KIND,
        "amount": amount,
        "created": state.now(),
        "currency": transfer["currency"],
        "destination_payment_refund": make_id("pyr"),
        "metadata": notes,
        "source_refund": None,
        "transfer": transfer["id"],
    }
    reversal["balance_transaction"] = book(
        state,
        reversal,
        amount_minor=amount,
        kind="transfer_refund",
        category="transfer_reversal",
        fee_minor=0,
        livemode=livemode,
        days=0,
    )
    state.add(KIND, reversal, livemode=livemode)
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    state.save(transfer)
    emit(state, "transfer.reversed", show(state, transfer), livemode=livemode)
    return reversal


def _get(state: State, call: Call) -> Body:
    state.get(call.id, TRANSFER, livemode=call.livemode)
    return state.get(call.ids[1], KIND, livemode=call.livemode)


def _list(state: State, call: Call) -> Body:
    state.get(call.id, TRANSFER, livemode=call.livemode)
    return make_page(state, call, KIND, {"transfer": call.id})


ROUTES = (
    Route(method="POST", path=PATH, act=create_reversal, takes=METADATA | {"amount"}),
    Route(method="GET", path=PATH, act=_list, takes=PAGING),
    Route(method="GET", path=f"{PATH}/{{id}}", act=_get),
)
