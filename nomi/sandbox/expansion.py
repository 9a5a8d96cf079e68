"""`expand[]`: whole objects in place of their ids."""

from collections.abc import Callable
from typing import Any

from nomi.sandbox.errors import Refusal
from nomi.sandbox.params import Params, read_list, read_text
from nomi.sandbox.resources.charges import list_refunds_of
from nomi.sandbox.resources.invoices import list_payments_of
from nomi.sandbox.resources.sessions import list_items_of
from nomi.sandbox.resources.transfers import show as show_transfer
from nomi.sandbox.state import Body, State

DEEPEST = 4
BY_ID: dict[str, dict[str, tuple[str, ...]]] = {
    "checkout.session": {
        "payment_intent": ("payment_intent",),
        "subscription": ("subscription",),
        "invoice": ("invoice",),
    },
    "subscription": {"latest_invoice": ("invoice",)},
    "payment_intent": {"latest_charge": ("charge",)},
    "charge": {
        "balance_transaction": ("balance_transaction",),
        "payment_intent": ("payment_intent",),
        "failure_balance_transaction": ("balance_transaction",),
    },
    "refund": {
        "balance_transaction": ("balance_transaction",),
        "charge": ("charge",),
        "payment_intent": ("payment_intent",),
        "failure_balance_transaction": ("balance_transaction",),
    },
    "balance_transaction": {
        "source": ("charge", "refund", "transfer", "transfer_reversal", "payout", "dispute"),
    },
    "transfer": {
        "balance_transaction": ("balance_transaction",),
        "destination": ("account",),
    },
    "transfer_reversal": {
        "balance_transaction": ("balance_transaction",),
        "transfer": ("transfer",),
    },
    "radar.early_fraud_warning": {"charge": ("charge",)},
    "dispute": {"charge": ("charge",), "payment_intent": ("payment_intent",)},
    "payout": {
        "balance_transaction": ("balance_transaction",),
        "failure_balance_transaction": ("balance_transaction",),
    },
}
"""Which fields of an object hold the id of another, and of what kinds."""
COMPUTED: dict[tuple[str, str], Callable[[State, Body], Body]] = {
    ("checkout.session", "line_items"): list_items_of,
    ("charge", "refunds"): list_refunds_of,
    ("invoice", "payments"): list_payments_of,
}
"""Fields that are shown only when asked for."""


def expand(state: State, body: Body, params: Params) -> Body:
    """Return the body with the asked fields expanded; refuse those that cannot be."""
    for path in read_list(params.get("expand") or [], "expand"):
        names = read_text(path, "expand").split(".")
        if len(names) > DEEPEST + (names[0] == "data"):
            raise Refusal(f"You cannot expand more than {DEEPEST} levels of a property.")
        if body.get("object") == "list":
            if names.pop(0) != "data":
                raise _refuse(path)
            for one in body["data"]:
                _expand_path(state, one, names, path)
        else:
            _expand_path(state, body, names, path)
    return body


def _expand_path(state: State, body: Body, names: list[str], path: str) -> None:
    place: Any = body
    for name in names:
        if place is None:
            return
        if not isinstance(place, dict):
            raise _refuse(path)
        kind = place.get("object", "")
        if compute := COMPUTED.get((kind, name)):
            place.setdefault(name, compute(state, place))
        elif name not in BY_ID.get(kind, {}):
            raise _refuse(path)
        elif isinstance(place.get(name), str):
            place[name] = _find(state, place[name], BY_ID[kind][name])
        place = place.get(name)


def _find(state: State, identifier: str, kinds: tuple[str, ...]) -> Body | str:
    found = (state.find(identifier, kind) for kind in kinds)
    body = next((body for body in found if body), None)
    if body is None:
        return identifier
    return show_transfer(state, body) if body["object"] == "transfer" else body


def _refuse(path: str) -> Refusal:
    return Refusal(f"This property cannot be expanded ({path}).", param="expand")
