"""Webhook endpoints: where events are brought; the secret is shown once."""

import secrets

from nomi.sandbox.errors import Refusal
from nomi.sandbox.listing import make_page
from nomi.sandbox.params import (
    METADATA,
    PAGING,
    read_boolean,
    read_list,
    read_metadata,
    read_text,
    read_url,
    require,
)
from nomi.sandbox.routing import Call, Route
from nomi.sandbox.state import API_VERSION, Body, State, make_id

PATH = "/v1/webhook_endpoints"
KIND = "webhook_endpoint"
FIXED = "we_standin"
"""The endpoint named on the command line; it takes both modes."""


def create_endpoint(state: State, call: Call) -> Body:
    """Make an endpoint; only this answer shows the secret."""
    params = call.params
    version = params.get("api_version", API_VERSION)
    if version != API_VERSION:
        raise Refusal(f"Invalid API version: {version}", param="api_version")
    endpoint = make_endpoint(
        make_id("we"),
        url=read_url(require(params, "url"), "url"),
        events=_read_events(require(params, "enabled_events")),
        livemode=call.livemode,
        now=state.now(),
    )
    if "description" in params:
        endpoint["description"] = read_text(params["description"], "description")
    endpoint["metadata"] = read_metadata(params)
    secret = f"whsec_{secrets.token_hex(16)}"
    state.add(KIND, endpoint, livemode=call.livemode, extra={"secret": secret})
    return {**endpoint, "secret": secret}


def make_endpoint(
    identifier: str, *, url: str, events: list[str], livemode: bool, now: int
) -> Body:
    """Return an enabled endpoint."""
    return {
        "id": identifier,
        "object": KIND,
        "api_version": API_VERSION,
        "application": None,
        "created": now,
        "description": None,
        "enabled_events": events,
        "livemode": livemode,
        "metadata": {},
        "status": "enabled",
        "url": url,
    }


def set_fixed(state: State, *, url: str, secret: str) -> None:
    """Take the endpoint of the command line in place of the one of the last start."""
    with state.transaction():
        state.delete(FIXED)
        state.run("delete from extra where id = ?", FIXED)
        if url:
            made = make_endpoint(FIXED, url=url, events=["*"], livemode=False, now=state.now())
            state.add(KIND, made, livemode=False, extra={"secret": secret})


def list_takers(state: State, event: Body) -> list[str]:
    """Return the ids of the endpoints that an event goes to."""
    return [
        endpoint["id"]
        for endpoint in state.list_all(KIND)
        if endpoint["status"] == "enabled"
        and {"*", event["type"]} & set(endpoint["enabled_events"])
        and (endpoint["id"] == FIXED or endpoint["livemode"] == event["livemode"])
    ]


def _read_events(value: object) -> list[str]:
    return [read_text(name, "enabled_events") for name in read_list(value, "enabled_events")]


def _update(state: State, call: Call) -> Body:
    endpoint = state.get(call.id, KIND, livemode=call.livemode)
    params = call.params
    if "url" in params:
        endpoint["url"] = read_url(params["url"], "url")
    if "enabled_events" in params:
        endpoint["enabled_events"] = _read_events(params["enabled_events"])
    if "description" in params:
        endpoint["description"] = read_text(params["description"], "description")
    if "metadata" in params:
        endpoint["metadata"] |= read_metadata(params)
    if "disabled" in params:
        off = read_boolean(params["disabled"], "disabled")
        endpoint["status"] = "disabled" if off else "enabled"
    state.save(endpoint)
    return endpoint


def _get(state: State, call: Call) -> Body:
    return state.get(call.id, KIND, livemode=call.livemode)


def _list(state: State, call: Call) -> Body:
    return make_page(state, call, KIND, {})


def _delete(state: State, call: Call) -> Body:
    state.get(call.id, KIND, livemode=call.livemode)
    state.delete(call.id)
    return {"id": call.id, "object": KIND, "deleted": True}


TAKES = METADATA | {"url", "enabled_events[]", "description"}
ROUTES = (
    Route(method="POST", path=PATH, act=create_endpoint, takes=TAKES | {"api_version"}),
    Route(method="GET", path=PATH, act=_list, takes=PAGING),
    Route(method="GET", path=f"{PATH}/{{id}}", act=_get),
    Route(method="POST", path=f"{PATH}/{{id}}", act=_update, takes=TAKES | {"disabled"}),
    Route(method="DELETE", path=f"{PATH}/{{id}}", act=_delete, expands=False),
)
