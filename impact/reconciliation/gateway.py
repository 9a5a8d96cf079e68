"""Reconciliation's door to Stripe: it only looks.

Nothing here writes to the database, and nothing here may run inside a transaction.
"""

from datetime import datetime
from typing import Any

from impact.reconciliation.facts import TransactionFact, read_transaction
from nomi.platform.stripe.gateway import (
    ObjectUnknown,
    StripeRefused,
    StripeUnavailable,
    get_client,
    translated,
)

__all__ = ["StripeRefused", "StripeUnavailable"]
"""The names of what can go wrong, beside the functions below."""
PAGE = 100


def list_transactions(*, since: datetime | None) -> list[TransactionFact]:
    """Return every balance transaction created at or after a moment, oldest first.

    All pages or none: an error on any of them is raised before anything is returned.
    """
    asked: dict[str, Any] = {"limit": PAGE, "expand": ["data.source"]}
    if since is not None:
        asked["created"] = {"gte": int(since.timestamp())}
    with translated():
        page = get_client().v1.balance_transactions.list(asked)  # type: ignore[arg-type]
        found = [read_transaction(one.to_dict()) for one in page.auto_paging_iter()]
    return found[::-1]


def get_balance(*, currency: str = "USD") -> int:
    """Return our whole balance at Stripe in cents, pending money included."""
    with translated():
        balance = get_client().v1.balance.retrieve().to_dict()
    parts = [*balance["available"], *balance["pending"]]
    return sum(part["amount"] for part in parts if part["currency"] == currency.lower())


def find_charge_notes(*, charge_id: str) -> dict[str, str]:
    """Return what we wrote into a charge's metadata; empty for a charge Stripe does not know."""
    try:
        with translated():
            charge = get_client().v1.charges.retrieve(charge_id).to_dict()
    except ObjectUnknown:
        return {}
    return dict(charge.get("metadata") or {})


def find_transfer_notes(*, transfer_id: str) -> dict[str, str]:
    """Return what we wrote into a transfer's metadata; empty for one Stripe does not know."""
    try:
        with translated():
            transfer = get_client().v1.transfers.retrieve(transfer_id).to_dict()
    except ObjectUnknown:
        return {}
    return dict(transfer.get("metadata") or {})
