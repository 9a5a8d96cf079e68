"""What every door reads alike of Stripe's objects: frozen facts from their plain dictionaries."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class HostedSession:
    """A Checkout Session as Stripe has it now; each room adds what it noted in it. Cents."""

    id: str
    status: str
    payment_status: str
    amount_minor: int
    currency: str
    livemode: bool
    url: str
    expires_at: datetime
    payment_intent_id: str | None
    payment_intent_status: str
    charge_id: str | None
    charged_at: datetime | None = None
    """When the card was charged; None where the charge was not asked for."""

    @property
    def is_paid(self) -> bool:
        """Return whether the money is there."""
        return self.status == "complete" and self.payment_status == "paid"

    def get_moment(self, *, was_promised: bool, now: datetime) -> datetime:
        """Return when it was paid: when the card was charged, however late we hear of it.

        What was promised before counts from now, when its money has come.
        """
        return now if was_promised or self.charged_at is None else min(self.charged_at, now)

    @property
    def has_failed(self) -> bool:
        """Return whether a slow payment was promised and then refused."""
        return self.status == "complete" and self.payment_intent_status in {
            "requires_payment_method",
            "canceled",
        }


@dataclass(frozen=True, kw_only=True)
class RefundFact:
    """A refund as Stripe has it now. Cents; `refund_uid` is ours where one of us asked for it.

    `gift` is the number of the gift that it gives back, where an order shares its payment.
    """

    id: str
    status: str
    amount_minor: int
    currency: str
    payment_intent_id: str | None
    refund_uid: str
    failure: str = ""
    gift: str = ""

    @property
    def is_lost(self) -> bool:
        """Return whether the money did not reach the one who had paid."""
        return self.status in {"failed", "canceled"}


def read_id(value: Any) -> str | None:
    """Return the id of an object that may be expanded, be an id, or be absent."""
    return value["id"] if isinstance(value, dict) else value or None


def read_moment(seconds: int) -> datetime:
    """Return Stripe's seconds as a moment."""
    return datetime.fromtimestamp(seconds, tz=UTC)


def read_hosted(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of `HostedSession` from a session whose payment intent is expanded."""
    intent = raw.get("payment_intent")
    known = intent if isinstance(intent, dict) else {}
    charge = known.get("latest_charge")
    return {
        "id": raw["id"],
        "status": raw.get("status") or "",
        "payment_status": raw["payment_status"],
        "amount_minor": raw.get("amount_total") or 0,
        "currency": (raw.get("currency") or "").upper(),
        "livemode": raw["livemode"],
        "url": raw.get("url") or "",
        "expires_at": read_moment(raw["expires_at"]),
        "payment_intent_id": read_id(intent),
        "payment_intent_status": known.get("status", ""),
        "charge_id": read_id(charge),
        "charged_at": read_moment(charge["created"]) if isinstance(charge, dict) else None,
    }


def read_refund(raw: dict[str, Any]) -> RefundFact:
    """Return the facts of a refund."""
    notes = raw.get("metadata") or {}
    return RefundFact(
        id=raw["id"],
        status=raw.get("status") or "pending",
        amount_minor=raw["amount"],
        currency=raw["currency"].upper(),
        payment_intent_id=read_id(raw.get("payment_intent")),
        refund_uid=notes.get("refund", ""),
        failure=raw.get("failure_reason") or raw.get("pending_reason") or "",
        gift=notes.get("gift", ""),
    )
