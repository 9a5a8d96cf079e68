"""Subscriptions: begun on the hosted page, changed and ended by the store."""

from nomi.sandbox.billing import bill_due, end_subscription
from nomi.sandbox.errors import Refusal
from nomi.sandbox.events import emit
from nomi.sandbox.params import (
    METADATA,
    Params,
    read_choice,
    read_group,
    read_integer,
    read_list,
    read_metadata,
    require,
)
from nomi.sandbox.resources.session_shapes import make_price
from nomi.sandbox.resources.subscription_shapes import make_plan, make_recurring
from nomi.sandbox.routing import Call, Route
from nomi.sandbox.state import Body, State

PATH = "/v1/subscriptions"
BEHAVIOURS = ("keep_as_draft", "mark_uncollectible", "void")
ITEM = "items[]"
TAKES = METADATA | {
    f"{ITEM}.id", f"{ITEM}.price_data.currency", f"{ITEM}.price_data.product",
    f"{ITEM}.price_data.unit_amount", f"{ITEM}.price_data.recurring.interval",
    "pause_collection", "pause_collection.behavior", "proration_behavior",
}  # fmt: skip


def _get(state: State, call: Call) -> Body:
    bill_due(state)
    return state.get(call.id, "subscription", livemode=call.livemode)


def _update(state: State, call: Call) -> Body:
    subscription = _get(state, call)
    if subscription["status"] == "canceled":
        raise Refusal("A canceled subscription can only update its cancellation_details.")
    for asked in read_list(call.params.get("items") or [], "items"):
        _change_price(state, subscription, read_group(asked, "items[0]"))
    if "pause_collection" in call.params:
        subscription["pause_collection"] = _read_pause(call.params)
    if "metadata" in call.params:
        subscription["metadata"] |= read_metadata(call.params)
    state.save(subscription)
    emit(state, "customer.subscription.updated", subscription, livemode=subscription["livemode"])
    return subscription


def _change_price(state: State, subscription: Body, asked: Params) -> None:
    item = subscription["items"]["data"][0]
    if require(asked, "id", "items[0]") != item["id"]:
        raise Refusal("No such subscription item.", param="items[0][id]")
    data = read_group(require(asked, "price_data", "items[0]"), "items[0][price_data]")
    unit = read_integer(
        require(data, "unit_amount", "items[0][price_data]"), "unit_amount", least=0
    )
    price = make_price(
        unit, str(data.get("currency")), now=state.now(), livemode=subscription["livemode"]
    )
    price.update(
        recurring=make_recurring(), type="recurring", product=require(data, "product", "items[0]")
    )
    item.update(price=price, plan=make_plan(price))


def _read_pause(params: Params) -> Body | None:
    if not params["pause_collection"]:
        return None
    asked = read_group(params["pause_collection"], "pause_collection")
    behaviour = read_choice(asked.get("behavior"), "pause_collection[behavior]", BEHAVIOURS)
    return {"behavior": behaviour, "resumes_at": None}


def _cancel(state: State, call: Call) -> Body:
    subscription = _get(state, call)
    if subscription["status"] == "canceled":
        raise Refusal(f"No such subscription: '{call.id}'", status=404, code="resource_missing")
    return end_subscription(state, subscription)


ROUTES = (
    Route(method="GET", path=f"{PATH}/{{id}}", act=_get),
    Route(method="POST", path=f"{PATH}/{{id}}", act=_update, takes=TAKES),
    Route(method="DELETE", path=f"{PATH}/{{id}}", act=_cancel),
)
