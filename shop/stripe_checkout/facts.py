"""What we keep of Stripe's objects: frozen facts read from their plain dictionaries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nomi.platform.stripe.facts import HostedSession, read_hosted, read_id, read_moment

KEPT_OF_EVENT = ("id", "object", "type", "account", "created", "livemode", "api_version")
"""All of an event that is stored: whoever wants to know more asks Stripe."""


@dataclass(frozen=True, kw_only=True)
class Session(HostedSession):
    """The Checkout Session of an order's attempt as Stripe has it now."""

    attempt_uid: str


@dataclass(frozen=True, kw_only=True)
class DisputeMovement:
    """Money that a dispute moved, positive towards us; the fee is apart."""

    id: str
    amount_minor: int
    fee_minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class DisputeFact:
    """A dispute as Stripe has it now, with what it moved in the order of its moving."""

    id: str
    status: str
    reason: str
    amount_minor: int
    currency: str
    payment_intent_id: str | None
    due_at: datetime | None
    opened_at: datetime
    movements: tuple[DisputeMovement, ...]


@dataclass(frozen=True, kw_only=True)
class FraudWarning:
    """An issuer's early warning of a payment as Stripe has it now.

    Acting on it is over once the payment is disputed or went back whole.
    """

    id: str
    charge_id: str
    fraud_type: str
    is_actionable: bool


@dataclass(frozen=True, kw_only=True)
class EventFact:
    """What we keep of an event: where to look, and its bare frame for the record.

    Everything but the frame may have another shape in another API version, so nothing else is read.
    """

    id: str
    type: str
    object_id: str
    livemode: bool
    api_version: str
    happened_at: datetime
    body: dict[str, Any]


def read_session(raw: dict[str, Any]) -> Session:
    """Return the facts of a Checkout Session."""
    return Session(
        **read_hosted(raw),
        attempt_uid=(raw.get("metadata") or {}).get("attempt", ""),
    )


def read_dispute(raw: dict[str, Any]) -> DisputeFact:
    """Return the facts of a dispute."""
    due_by = raw["evidence_details"].get("due_by")
    moved = sorted(raw["balance_transactions"], key=lambda one: (one["created"], one["amount"]))
    return DisputeFact(
        id=raw["id"],
        status=raw["status"],
        reason=raw["reason"],
        amount_minor=raw["amount"],
        currency=raw["currency"].upper(),
        payment_intent_id=read_id(raw.get("payment_intent")),
        due_at=read_moment(due_by) if due_by else None,
        opened_at=read_moment(raw["created"]),
        movements=tuple(
            DisputeMovement(
                id=one["id"],
                amount_minor=one["amount"],
                fee_minor=one["fee"],
                currency=one["currency"].upper(),
            )
            for one in moved
        ),
    )


def read_fraud_warning(raw: dict[str, Any]) -> FraudWarning:
    """Return the facts of an early fraud warning."""
    return FraudWarning(
        id=raw["id"],
        charge_id=read_id(raw["charge"]) or "",
        fraud_type=raw["fraud_type"],
        is_actionable=raw["actionable"],
    )


def _reduce(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the event without the object's contents, among them the buyer's name and address."""
    kept = {key: raw[key] for key in KEPT_OF_EVENT if key in raw}
    thing = _find_thing(raw)
    return {
        **kept,
        "data": {"object": {key: thing[key] for key in ("id", "object") if key in thing}},
    }


def _find_thing(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the event's object, empty when another version keeps it elsewhere."""
    data = raw.get("data")
    thing = data.get("object") if isinstance(data, dict) else None
    return thing if isinstance(thing, dict) else {}


def read_event(raw: dict[str, Any]) -> EventFact:
    """Return the facts of an event."""
    return EventFact(
        id=raw["id"],
        type=raw["type"],
        object_id=_find_thing(raw).get("id", ""),
        livemode=raw["livemode"],
        api_version=raw.get("api_version") or "",
        happened_at=read_moment(raw["created"]),
        body=_reduce(raw),
    )
