"""What is known of a movement at Stripe, in our words."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class TransactionFact:
    """One balance transaction; amounts in the currency's minor units, positive towards us.

    `order_number`, `gift` and `payout_uid` are what we wrote into the source's metadata ourselves;
    `parent_id` is the charge of a refund or dispute, or the transfer of a reversal. A month of a
    monthly gift carries no metadata: it is known by `payment_id` and `customer_id`.
    """

    id: str
    type: str
    category: str
    amount_minor: int
    fee_minor: int
    net_minor: int
    currency: str
    created_at: datetime
    available_at: datetime
    source_id: str
    parent_id: str = ""
    order_number: str = ""
    gift: str = ""
    payout_uid: str = ""
    payment_id: str = ""
    customer_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import brought; `balance_minor` is Stripe's own, None while it would not stand."""

    count: int
    balance_minor: int | None


def read_transaction(body: dict[str, Any]) -> TransactionFact:
    """Return the fact in a balance transaction whose source is expanded, or is an id alone."""
    source = body["source"]
    whole: dict[str, Any] = source if isinstance(source, dict) else {"id": source or ""}
    notes = whole.get("metadata") or {}
    return TransactionFact(
        id=body["id"],
        type=body["type"],
        category=body["reporting_category"],
        amount_minor=body["amount"],
        fee_minor=body["fee"],
        net_minor=body["net"],
        currency=body["currency"].upper(),
        created_at=datetime.fromtimestamp(body["created"], tz=UTC),
        available_at=datetime.fromtimestamp(body["available_on"], tz=UTC),
        source_id=whole["id"],
        parent_id=_read_id(whole.get("charge")) or _read_id(whole.get("transfer")),
        order_number=notes.get("order", ""),
        gift=notes.get("gift", ""),
        payout_uid=notes.get("payout", ""),
        payment_id=_read_id(whole.get("payment_intent")),
        customer_id=_read_id(whole.get("customer")),
    )


def _read_id(value: Any) -> str:
    """Return the id of an object, whether it is expanded or not."""
    return str(value["id"] if isinstance(value, dict) else value or "")
