"""Payouts' door to Stripe: transfers to providers, made once and looked for before repeating.

Nothing here writes to the database, and nothing here may run inside a transaction.
"""

from dataclasses import dataclass
from typing import Any

from nomi.platform.stripe.gateway import (
    IdempotencyMismatch,
    StripeRefused,
    StripeUnavailable,
    get_client,
    translated,
)

__all__ = ["IdempotencyMismatch", "StripeRefused", "StripeUnavailable"]
"""The names of what can go wrong, beside the functions below."""
CURRENCY = "usd"


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """A transfer as Stripe has it; cents."""

    id: str
    amount_minor: int
    reversed_minor: int


def create_transfer(*, payout_uid: str, amount_minor: int, account_id: str) -> Transfer:
    """Send cents to a Connect account, or get the same transfer again within a day.

    After a day Stripe has forgotten the key: look with `find_transfer` before a second try.
    """
    with translated():
        made = get_client().v1.transfers.create(
            {
                "amount": amount_minor,
                "currency": CURRENCY,
                "destination": account_id,
                "transfer_group": _name_group(payout_uid),
                "metadata": {"payout": payout_uid},
            },
            {"idempotency_key": f"transfer:{payout_uid}"},
        )
    return _read(made.to_dict())


def find_transfer(*, payout_uid: str) -> Transfer | None:
    """Return the transfer that was made for a payout, None when Stripe has none."""
    with translated():
        page = get_client().v1.transfers.list({"transfer_group": _name_group(payout_uid)})
    bodies = (one.to_dict() for one in page.data)
    ours = (body for body in bodies if (body["metadata"] or {}).get("payout") == payout_uid)
    return next((_read(body) for body in ours), None)


def get_available() -> int:
    """Return the cents at Stripe that can be sent at this moment."""
    with translated():
        balance = get_client().v1.balance.retrieve().to_dict()
    return sum(part["amount"] for part in balance["available"] if part["currency"] == CURRENCY)


def _name_group(payout_uid: str) -> str:
    return f"payout:{payout_uid}"


def _read(body: dict[str, Any]) -> Transfer:
    return Transfer(
        id=body["id"], amount_minor=body["amount"], reversed_minor=body["amount_reversed"]
    )
