"""Events as the API lists them."""

from nomi.sandbox.listing import make_page
from nomi.sandbox.params import CREATED, PAGING
from nomi.sandbox.resources.sessions import expire_overdue
from nomi.sandbox.routing import Call, Route
from nomi.sandbox.state import Body, State

PATH = "/v1/events"


def count_pending(state: State, event: Body) -> Body:
    """Return the event with how many of its webhooks are still on their way."""
    rows = state.fetch(
        "select count(*) from delivery where event = ? and state = 'waiting'", event["id"]
    )
    return {**event, "pending_webhooks": rows[0][0]}


def _get(state: State, call: Call) -> Body:
    return count_pending(state, state.get(call.id, "event", livemode=call.livemode))


def _list(state: State, call: Call) -> Body:
    expire_overdue(state)
    wanted = call.params.get("types") or call.params.get("type")
    page = make_page(state, call, "event", {"type": wanted})
    return {**page, "data": [count_pending(state, one) for one in page["data"]]}


ROUTES = (
    Route(method="GET", path=PATH, act=_list, takes=PAGING | CREATED | {"type", "types[]"}),
    Route(method="GET", path=f"{PATH}/{{id}}", act=_get),
)
