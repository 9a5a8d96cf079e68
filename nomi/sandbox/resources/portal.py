"""Billing portal sessions: the page on which a customer gives another card."""

import secrets

from nomi.sandbox.params import read_choice, read_group, read_url, require
from nomi.sandbox.routing import Call, Route
from nomi.sandbox.state import Body, State, make_id

PATH = "/v1/billing_portal/sessions"
FLOWS = ("payment_method_update",)


def _create(state: State, call: Call) -> Body:
    customer = state.get(
        require(call.params, "customer"), "customer", livemode=call.livemode, param="customer"
    )
    asked = read_group(require(call.params, "flow_data"), "flow_data")
    flow = read_choice(asked.get("type"), "flow_data[type]", FLOWS)
    identifier = f"bps_{secrets.token_hex(16)}"
    made = {
        "id": identifier,
        "object": "billing_portal.session",
        "configuration": make_id("bpc"),
        "created": state.now(),
        "customer": customer["id"],
        "customer_account": None,
        "flow": {
            **dict.fromkeys(("subscription_cancel", "subscription_update")),
            "subscription_update_confirm": None,
            "after_completion": {
                "hosted_confirmation": None,
                "redirect": None,
                "type": "portal_homepage",
            },
            "type": flow,
        },
        "livemode": call.livemode,
        "locale": None,
        "on_behalf_of": None,
        "return_url": read_url(require(call.params, "return_url"), "return_url"),
        "url": f"{call.root}/pay/{identifier}",
    }
    return state.add("portal", made, livemode=call.livemode)


ROUTES = (
    Route(
        method="POST",
        path=PATH,
        act=_create,
        takes=frozenset({"customer", "flow_data.type", "return_url"}),
    ),
)
