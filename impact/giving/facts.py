"""What we keep of Stripe's objects: frozen facts read from their plain dictionaries; cents."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from impact.giving.days import find_day
from nomi.platform.stripe.facts import HostedSession, read_hosted, read_id, read_moment


@dataclass(frozen=True, kw_only=True)
class GiftSession(HostedSession):
    """The Checkout Session of a gift; `gift` and `monthly` are our own numbers."""

    gift: str
    monthly: str
    subscription_id: str | None
    customer_id: str


@dataclass(frozen=True, kw_only=True)
class InvoiceFact:
    """One month of a monthly gift as Stripe has it now."""

    id: str
    status: str
    paid_minor: int
    currency: str
    livemode: bool
    subscription_id: str | None
    monthly: str
    payment_intent_id: str | None
    paid_at: datetime | None
    tries: int


@dataclass(frozen=True, kw_only=True)
class SubscriptionFact:
    """A subscription as Stripe has it now."""

    id: str
    status: str
    is_paused: bool
    monthly: str
    customer_id: str
    item_id: str
    product_id: str
    next_on: date


@dataclass(frozen=True, kw_only=True)
class DisputeFact:
    """What a bank took back, or gave back again, over one payment."""

    id: str
    payment_intent_id: str | None
    taken_minor: int


def read_session(raw: dict[str, Any]) -> GiftSession:
    """Return the facts of a Checkout Session."""
    notes = raw.get("metadata") or {}
    return GiftSession(
        **read_hosted(raw),
        gift=notes.get("gift", ""),
        monthly=notes.get("monthly", ""),
        subscription_id=read_id(raw.get("subscription")),
        customer_id=read_id(raw.get("customer")) or "",
    )


def read_invoice(raw: dict[str, Any]) -> InvoiceFact:
    """Return the facts of an invoice whose payments are expanded."""
    parent = (raw.get("parent") or {}).get("subscription_details") or {}
    paid_at = raw["status_transitions"].get("paid_at")
    payments = (raw.get("payments") or {}).get("data") or []
    paid = [one["payment"] for one in payments if one["status"] == "paid"]
    return InvoiceFact(
        id=raw["id"],
        status=raw.get("status") or "",
        paid_minor=raw["amount_paid"],
        currency=raw["currency"].upper(),
        livemode=raw["livemode"],
        subscription_id=read_id(parent.get("subscription")),
        monthly=(parent.get("metadata") or {}).get("monthly", ""),
        payment_intent_id=read_id(paid[0].get("payment_intent")) if paid else None,
        paid_at=read_moment(paid_at) if paid_at else None,
        tries=raw["attempt_count"],
    )


def read_subscription(raw: dict[str, Any]) -> SubscriptionFact:
    """Return the facts of a subscription with its one item."""
    item = raw["items"]["data"][0]
    return SubscriptionFact(
        id=raw["id"],
        status=raw["status"],
        is_paused=bool(raw.get("pause_collection")),
        monthly=(raw.get("metadata") or {}).get("monthly", ""),
        customer_id=read_id(raw["customer"]) or "",
        item_id=item["id"],
        product_id=read_id(item["price"]["product"]) or "",
        next_on=find_day(read_moment(item["current_period_end"])),
    )


def read_dispute(raw: dict[str, Any]) -> DisputeFact:
    """Return the facts of a dispute, with what it has taken so far."""
    return DisputeFact(
        id=raw["id"],
        payment_intent_id=read_id(raw.get("payment_intent")),
        taken_minor=-sum(one["amount"] for one in raw["balance_transactions"]),
    )
