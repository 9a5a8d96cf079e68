"""Checkout Sessions: made by the store, ended by the shopper, the store or the clock."""

from nomi.sandbox.errors import Refusal
from nomi.sandbox.events import emit
from nomi.sandbox.listing import make_page, slice_items, wrap
from nomi.sandbox.params import CREATED, PAGING
from nomi.sandbox.resources.payment_intents import cancel_intent
from nomi.sandbox.resources.session_params import (
    TAKES,
    read_intent,
    read_items,
    read_session,
    read_subscription,
)
from nomi.sandbox.resources.session_shapes import make_customer_details, make_session
from nomi.sandbox.routing import Call, Route
from nomi.sandbox.state import Body, State

PATH = "/v1/checkout/sessions"


def create_session(state: State, call: Call) -> Body:
    """Open a session on the hosted page; refuse what Stripe refuses."""
    now = state.now()
    asked = read_session(call.params, now=now, root=call.root)
    items = read_items(call.params, now=now, livemode=call.livemode)
    is_monthly = asked["mode"] == "subscription"
    if is_monthly != all(item["price"]["type"] == "recurring" for item in items):
        raise Refusal("Prices must be recurring in `subscription` mode, and in no other.")
    session = make_session(state, asked, items, livemode=call.livemode)
    extra = {
        "items": items,
        "intent": read_intent(call.params),
        "subscription": read_subscription(call.params),
    }
    return state.add("session", session, livemode=call.livemode, extra=extra)


def get_session(state: State, identifier: str, *, livemode: bool | None = None) -> Body:
    """Return the session as the clock leaves it: past its time it has expired."""
    session = state.get(identifier, "session", livemode=livemode)
    if session["status"] == "open" and session["expires_at"] <= state.now():
        with state.transaction():
            return _end(state, identifier)
    return session


def expire_overdue(state: State) -> None:
    """End every open session whose time is over."""
    for identifier in state.list_overdue(state.now()):
        with state.transaction():
            _end(state, identifier)


def complete(state: State, session: Body, *, is_paid: bool, email: str) -> None:
    """Close the session after payment, or after a slow method was begun."""
    session.update(
        status="complete",
        payment_status="paid" if is_paid else "unpaid",
        url=None,
        customer_details=make_customer_details(email),
    )
    state.save(session)
    emit(state, "checkout.session.completed", session, livemode=session["livemode"])


def list_items_of(state: State, session: Body) -> Body:
    """Return the first lines of a session."""
    call = Call(path=f"{PATH}/{session['id']}/line_items", params={}, livemode=False, root="")
    return slice_items(state.get_extra(session["id"])["items"], call)


def _end(state: State, identifier: str) -> Body:
    session = state.get(identifier, "session")
    if session["status"] == "open":
        session.update(status="expired", url=None)
        state.save(session)
        if session["payment_intent"]:
            cancel_intent(state, session["payment_intent"])
        emit(state, "checkout.session.expired", session, livemode=session["livemode"])
    return session


def _get(state: State, call: Call) -> Body:
    return get_session(state, call.id, livemode=call.livemode)


def _expire(state: State, call: Call) -> Body:
    session = get_session(state, call.id, livemode=call.livemode)
    if session["status"] != "open":
        raise Refusal(
            'Only Checkout Sessions with a status in ["open"] can be expired.'
            f" This Checkout Session has a status of {session['status']}.",
            is_kept=True,
        )
    return _end(state, call.id)


def _list(state: State, call: Call) -> Body:
    expire_overdue(state)
    names = ("status", "payment_intent")
    return make_page(state, call, "session", {name: call.params.get(name) for name in names})


def _list_items(state: State, call: Call) -> Body:
    session = get_session(state, call.id, livemode=call.livemode)
    items = state.get_extra(session["id"])["items"]
    return slice_items(items, call) if items else wrap([], url=call.path)


ROUTES = (
    Route(method="POST", path=PATH, act=create_session, takes=TAKES),
    Route(
        method="GET", path=PATH, act=_list, takes=PAGING | CREATED | {"status", "payment_intent"}
    ),
    Route(method="GET", path=f"{PATH}/{{id}}", act=_get),
    Route(method="POST", path=f"{PATH}/{{id}}/expire", act=_expire),
    Route(
        method="GET",
        path=f"{PATH}/{{id}}/line_items",
        act=_list_items,
        takes=frozenset({"limit", "starting_after"}),
    ),
)
