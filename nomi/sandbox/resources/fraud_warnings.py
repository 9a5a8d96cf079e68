"""Early fraud warnings: an issuer says that a charge may not have been its card holder's.

Shaped as Stripe's own sample, which does not name the payment intent.
"""

from nomi.sandbox.errors import Refusal
from nomi.sandbox.events import emit
from nomi.sandbox.listing import make_page
from nomi.sandbox.params import CREATED, PAGING
from nomi.sandbox.routing import Call, Route
from nomi.sandbox.state import Body, State, make_id

PATH = "/v1/radar/early_fraud_warnings"
KIND = "fraud_warning"


def warn(state: State, charge_id: str) -> Body:
    """Let the issuer warn of a charge, once."""
    with state.transaction():
        charge = state.get(charge_id, "charge")
        known = any(one["charge"] == charge_id for one in state.list_all(KIND))
        if charge["status"] != "succeeded" or known:
            raise Refusal(f"Nobody warns of charge {charge_id}.")
        livemode = bool(charge["livemode"])
        warning = {
            "id": make_id("issfr"),
            "object": "radar.early_fraud_warning",
            "actionable": True,
            "charge": charge_id,
            "created": state.now(),
            "fraud_type": "unauthorized_use_of_card",
            "livemode": livemode,
        }
        state.add(KIND, warning, livemode=livemode)
        shown = _show(state, warning)
        emit(state, "radar.early_fraud_warning.created", shown, livemode=livemode)
        return shown


def _show(state: State, warning: Body) -> Body:
    """Return the warning; it can be acted upon until the charge is disputed or refunded whole."""
    charge = state.get(warning["charge"], "charge")
    return {**warning, "actionable": not (charge["disputed"] or charge["refunded"])}


def _get(state: State, call: Call) -> Body:
    return _show(state, state.get(call.id, KIND, livemode=call.livemode))


def _list(state: State, call: Call) -> Body:
    page = make_page(state, call, KIND, {"charge": call.params.get("charge")})
    return {**page, "data": [_show(state, one) for one in page["data"]]}


ROUTES = (
    Route(method="GET", path=PATH, act=_list, takes=PAGING | CREATED | {"charge"}),
    Route(method="GET", path=f"{PATH}/{{id}}", act=_get),
)
