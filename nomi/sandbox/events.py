"""Events: what happened, kept for `events.list` and handed to the webhook courier."""

from nomi.sandbox.state import API_VERSION, Body, State, make_id


def emit(state: State, kind: str, thing: Body, *, livemode: bool) -> Body:
    """Keep an event with the object as it is at this moment, in the transaction under way."""
    event = {
        "id": make_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": state.now(),
        "data": {"object": thing},
        "livemode": livemode,
        "pending_webhooks": 0,
        "request": dict(state.cause),
        "type": kind,
    }
    state.add("event", event, livemode=livemode)
    state.has_events = True
    state.on_event(event)
    return event
