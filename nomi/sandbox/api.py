"""Stripe's API for the calls the store makes: who asks what, and the answer."""

import base64
import binascii
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message

from nomi.sandbox.errors import Refusal
from nomi.sandbox.expansion import expand
from nomi.sandbox.faults import Fault, Faults
from nomi.sandbox.forms import decode_form
from nomi.sandbox.idempotency import Answer, Deed, Idempotency, dump
from nomi.sandbox.params import Params, refuse_unknown
from nomi.sandbox.resources import (
    accounts,
    balance,
    charges,
    disputes,
    events,
    fraud_warnings,
    invoices,
    payment_intents,
    payouts,
    portal,
    refunds,
    sessions,
    subscriptions,
    transfer_reversals,
    transfers,
    webhook_endpoints,
)
from nomi.sandbox.routing import Call, Route
from nomi.sandbox.state import API_VERSION, Body, State

KEY_KINDS = ("sk_test_", "rk_test_", "sk_live_", "rk_live_")
ROUTES: tuple[Route, ...] = (
    *sessions.ROUTES,
    *payment_intents.ROUTES,
    *charges.ROUTES,
    *refunds.ROUTES,
    *accounts.ROUTES,
    *subscriptions.ROUTES,
    *invoices.ROUTES,
    *portal.ROUTES,
    *transfers.ROUTES,
    *transfer_reversals.ROUTES,
    *payouts.ROUTES,
    *disputes.ROUTES,
    *fraud_warnings.ROUTES,
    *balance.ROUTES,
    *events.ROUTES,
    *webhook_endpoints.ROUTES,
)


@dataclass(frozen=True, kw_only=True)
class Request:
    """What came over the wire."""

    method: str
    path: str
    form: str
    headers: Message
    id: str = field(default_factory=lambda: f"req_{secrets.token_hex(7)}")


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """A request that was understood, and its answer: for those who hold us to Stripe's types."""

    route: Route
    params: Params
    status: int
    text: str


@dataclass
class Api:
    """The calls, behind keys, faults and idempotency."""

    state: State
    faults: Faults
    root: Callable[[], str]
    observers: list[Callable[[Exchange], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with no key under way."""
        self.idempotency = Idempotency(self.state)

    def answer(self, request: Request) -> Answer | None:
        """Return the answer, None when it is to be dropped after acting."""
        fault = self.faults.take(request.method, request.path)
        if fault and fault.kind in {"500", "429"}:
            return _answer_refusal(_make_failure(fault))
        try:
            found = self._answer(request, fault)
        except Refusal as refusal:
            found = _answer_refusal(refusal)
        return None if fault and fault.kind == "drop" else found

    def _answer(self, request: Request, fault: Fault | None) -> Answer:
        mode = self._authenticate(request.headers.get("Authorization", ""))
        version = request.headers.get("Stripe-Version", API_VERSION)
        if version != API_VERSION:
            raise Refusal(f"The stand-in speaks version {API_VERSION}, not {version}.")
        route, ids = _find_route(request.method, request.path)
        params = decode_form(request.form)
        refuse_unknown(params, route.known)
        call = Call(
            path=request.path, params=params, livemode=mode == "live", root=self.root(), ids=ids
        )
        key = request.headers.get("Idempotency-Key", "") if request.method == "POST" else ""
        deed = Deed(
            key=key,
            mode=mode,
            path=request.path,
            form=request.form,
            cause={"id": request.id, "idempotency_key": key or None},
            act=lambda: self._act(route, call),
        )
        seconds = fault.seconds if fault and fault.kind == "delay" else 0.0
        answer = self.idempotency.run(deed, pause=lambda: time.sleep(seconds) if seconds else None)
        for observe in self.observers:
            observe(Exchange(route=route, params=params, status=answer.status, text=answer.text))
        return answer

    def _act(self, route: Route, call: Call) -> Body:
        return expand(self.state, route.act(self.state, call), call.params)

    def _authenticate(self, header: str) -> str:
        """Return test or live; refuse a key that is missing, malformed or revoked."""
        key = _read_key(header)
        if not key:
            raise Refusal(
                "You did not provide an API key. Provide it in the Authorization header, using"
                " Bearer auth.",
                status=401,
            )
        if not key.startswith(KEY_KINDS) or key in KEY_KINDS:
            raise Refusal(f"Invalid API Key provided: {_mask(key)}", status=401)
        if key in self.faults.revoked_keys:
            raise Refusal(
                f"Expired API Key provided: {_mask(key)}", status=401, code="api_key_expired"
            )
        return key.split("_")[1]


def _find_route(method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    for route in ROUTES:
        if route.method == method and (found := route.pattern.fullmatch(path)):
            return route, found.groups()
    raise Refusal(f"Unrecognized request URL ({method}: {path}).", status=404)


def _make_failure(fault: Fault) -> Refusal:
    if fault.kind == "429":
        return Refusal("Too many requests.", status=429, code="rate_limit")
    return Refusal("An unknown error occurred.", status=500, kind="api_error")


def _answer_refusal(refusal: Refusal) -> Answer:
    return Answer(refusal.status, dump({"error": refusal.body}))


def _read_key(header: str) -> str:
    scheme, _, words = header.partition(" ")
    if scheme.lower() == "bearer":
        return words.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(words).decode().partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _mask(key: str) -> str:
    return f"{key[:8]}{'*' * 12}{key[-4:]}"
