"""Events: what happened, kept for `events.list` and handed to the webhook courier."""

import copy
from collections.abc import Callable
from typing import Any

from nomi.sandbox.state import API_VERSION, State

_LISTENERS: dict[int, Callable[[dict[str, Any]], None]] = {}


def listen(state: State, listener: Callable[[dict[str, Any]], None]) -> None:
    """Hand each new event of this state to the listener."""
    _LISTENERS[id(state)] = listener


def emit(state: State, kind: str, thing: dict[str, Any]) -> dict[str, Any]:
    """Keep an event with the object as it is at this moment."""
    event = state.add(
        "event",
        "evt",
        {
            "object": "event",
            "api_version": API_VERSION,
            "data": {"object": copy.deepcopy(thing)},
            "livemode": thing.get("livemode", False),
            "pending_webhooks": 0,
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
        },
    )
    if listener := _LISTENERS.get(id(state)):
        listener(event)
    return event
