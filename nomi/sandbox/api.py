"""Stripe's API for the calls the store makes: who asks what, and the answer."""

import json
import re
import secrets
from collections.abc import Callable
from typing import Any

from nomi.sandbox import payments, sessions
from nomi.sandbox.errors import Refusal, missing
from nomi.sandbox.state import API_VERSION, State

Params = dict[str, Any]
Answer = dict[str, Any]
MOST_PER_PAGE = 100
EXPANDABLE = {
    "payment_intent": "payment_intent",
    "latest_charge": "charge",
    "charge": "charge",
    "balance_transaction": "balance_transaction",
}


class Api:
    """The routes. `livemode` follows the key, as at Stripe."""

    def __init__(self, state: State, root: Callable[[], str]) -> None:
        self.state, self.root = state, root
        self.routes: list[tuple[str, re.Pattern[str], Callable[..., Answer]]] = [
            ("POST", _path("checkout/sessions"), self._create_session),
            ("GET", _path("checkout/sessions"), self._list_sessions),
            ("GET", _path("checkout/sessions/ID"), self._get_session),
            ("POST", _path("checkout/sessions/ID/expire"), self._expire_session),
            ("GET", _path("checkout/sessions/ID/line_items"), self._list_items),
            ("GET", _path("payment_intents/ID"), self._getter("payment_intent")),
            ("GET", _path("charges/ID"), self._getter("charge")),
            ("GET", _path("charges"), self._lister("charge", "/v1/charges", "payment_intent")),
            ("POST", _path("refunds"), self._create_refund),
            ("GET", _path("refunds/ID"), self._getter("refund")),
            ("GET", _path("refunds"), self._lister("refund", "/v1/refunds", "payment_intent")),
            ("GET", _path("balance_transactions/ID"), self._getter("balance_transaction")),
            (
                "GET",
                _path("balance_transactions"),
                self._lister("balance_transaction", "/v1/balance_transactions", "source"),
            ),
            ("GET", _path("events/ID"), self._getter("event")),
            ("GET", _path("events"), self._list_events),
            ("POST", _path("webhook_endpoints"), self._create_endpoint),
            (
                "GET",
                _path("webhook_endpoints"),
                self._lister("webhook_endpoint", "/v1/webhook_endpoints", ""),
            ),
            ("GET", _path("webhook_endpoints/ID"), self._getter("webhook_endpoint")),
            ("POST", _path("webhook_endpoints/ID"), self._update_endpoint),
            ("DELETE", _path("webhook_endpoints/ID"), self._delete_endpoint),
        ]

    def answer(self, method: str, path: str, params: Params, *, livemode: bool) -> Answer:
        """Return the resource, or raise `Refusal`."""
        for verb, pattern, handler in self.routes:
            found = pattern.fullmatch(path)
            if found and verb == method:
                expand = params.get("expand") or []
                made = handler(*found.groups(), params=params, livemode=livemode)
                return self._expand(made, expand if isinstance(expand, list) else [expand])
        message = f"Unrecognized request URL ({method}: {path})."
        raise Refusal(message, status=404)

    def _expand(self, body: Answer, paths: list[str]) -> Answer:
        for path in paths:
            place: Any = body
            for name in path.removeprefix("data.").split("."):
                for one in place["data"] if place.get("object") == "list" else [place]:
                    value = one.get(name)
                    if isinstance(value, str) and name in EXPANDABLE:
                        one[name] = self.state.get(value, EXPANDABLE[name])
                place = place.get(name) or {}
        return body

    def _create_session(self, *, params: Params, livemode: bool) -> Answer:
        return sessions.create_session(self.state, params, livemode=livemode, root=self.root())

    def _get_session(self, identifier: str, **_call: Any) -> Answer:
        return sessions.get_session(self.state, identifier)

    def _expire_session(self, identifier: str, **_call: Any) -> Answer:
        return sessions.expire_session(self.state, identifier)

    def _list_sessions(self, *, params: Params, **_call: Any) -> Answer:
        sessions.expire_all_overdue(self.state)
        found = self.state.list("session")
        for name in ("status", "payment_intent"):
            if wanted := params.get(name):
                found = [session for session in found if session[name] == wanted]
        return _page(found, params, "/v1/checkout/sessions")

    def _list_items(self, identifier: str, *, params: Params, **_call: Any) -> Answer:
        sessions.get_session(self.state, identifier)
        items = sessions.get_data(self.state, identifier)["items"]
        return _page(items, params, f"/v1/checkout/sessions/{identifier}/line_items")

    def _create_refund(self, *, params: Params, **_call: Any) -> Answer:
        return payments.create_refund(self.state, params)

    def _list_events(self, *, params: Params, **_call: Any) -> Answer:
        sessions.expire_all_overdue(self.state)
        found = self.state.list("event")
        wanted = set(params.get("types") or ([params["type"]] if params.get("type") else []))
        if wanted:
            found = [event for event in found if event["type"] in wanted]
        return _page(found, params, "/v1/events")

    def _getter(self, kind: str) -> Callable[..., Answer]:
        def get(identifier: str, **_call: Any) -> Answer:
            found = self.state.find(identifier, kind)
            if found is None:
                raise missing(kind, identifier)
            return _without_secret(found)

        return get

    def _lister(self, kind: str, url: str, filter_name: str) -> Callable[..., Answer]:
        def get(*, params: Params, **_call: Any) -> Answer:
            found = self.state.list(kind)
            if wanted := params.get(filter_name):
                found = [one for one in found if one[filter_name] == wanted]
            return _page([_without_secret(one) for one in found], params, url)

        return get

    def _create_endpoint(self, *, params: Params, livemode: bool) -> Answer:
        if not params.get("url") or not params.get("enabled_events"):
            raise Refusal("Missing required param: url.", code="parameter_missing", param="url")
        return self.state.add(
            "webhook_endpoint",
            "we",
            {
                "object": "webhook_endpoint",
                "api_version": params.get("api_version") or API_VERSION,
                "application": None,
                "description": params.get("description"),
                "enabled_events": params["enabled_events"],
                "livemode": livemode,
                "metadata": params.get("metadata") or {},
                "secret": f"whsec_{secrets.token_urlsafe(24)}",
                "status": "enabled",
                "url": params["url"],
            },
        )

    def _update_endpoint(self, identifier: str, *, params: Params, **_call: Any) -> Answer:
        endpoint = self.state.find(identifier, "webhook_endpoint")
        if endpoint is None:
            raise missing("webhook_endpoint", identifier)
        endpoint.update(
            {name: params[name] for name in ("url", "enabled_events", "metadata") if name in params}
        )
        if "disabled" in params:
            endpoint["status"] = "disabled" if params["disabled"] == "true" else "enabled"
        self.state.save(endpoint)
        return _without_secret(endpoint)

    def _delete_endpoint(self, identifier: str, **_call: Any) -> Answer:
        self.state.delete(identifier)
        return {"id": identifier, "object": "webhook_endpoint", "deleted": True}


def _path(text: str) -> re.Pattern[str]:
    return re.compile("/v1/" + text.replace("ID", r"([\w-]+)"))


def _without_secret(body: Answer) -> Answer:
    return {name: value for name, value in body.items() if name != "secret"}


def _page(found: list[Answer], params: Params, url: str) -> Answer:
    created = params.get("created") or {}
    bounds = created if isinstance(created, dict) else {"gte": created, "lte": created}
    for name, holds in {
        "gt": lambda one, edge: one["created"] > edge,
        "gte": lambda one, edge: one["created"] >= edge,
        "lt": lambda one, edge: one["created"] < edge,
        "lte": lambda one, edge: one["created"] <= edge,
    }.items():
        if name in bounds:
            found = [one for one in found if holds(one, int(bounds[name]))]
    identifiers = [one["id"] for one in found]
    limit = max(1, min(int(params.get("limit") or 10), MOST_PER_PAGE))
    start = 0
    if params.get("starting_after") in identifiers:
        start = identifiers.index(params["starting_after"]) + 1
    if params.get("ending_before") in identifiers:
        end = identifiers.index(params["ending_before"])
        start, limit = max(0, end - limit), min(limit, end)
    data = found[start : start + limit]
    return {
        "object": "list", "data": data, "has_more": start + limit < len(found), "url": url,
    }  # fmt: skip


def dump(body: Any) -> str:
    """Return a body as Stripe sends it."""
    return json.dumps(body, indent=1)
