"""Payouts' door to Stripe: transfers to providers, made once and looked for before repeating.

Nothing here writes to the database, and nothing here may run inside a transaction.
"""

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


def create_transfer(*, payout_uid: str, amount_minor: int, account_id: str) -> str:
    """Send cents to a Connect account, or find what was sent within a day; return its id at Stripe.

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
    return made.id


def find_transfer(*, payout_uid: str) -> str | None:
    """Return the id of the transfer that was made for a payout, None when Stripe has none."""
    with translated():
        page = get_client().v1.transfers.list({"transfer_group": _name_group(payout_uid)})
    bodies = (one.to_dict() for one in page.data)
    ours = (body for body in bodies if (body["metadata"] or {}).get("payout") == payout_uid)
    return next((str(body["id"]) for body in ours), None)


def get_available() -> int:
    """Return the cents at Stripe that can be sent at this moment."""
    with translated():
        balance = get_client().v1.balance.retrieve().to_dict()
    return sum(part["amount"] for part in balance["available"] if part["currency"] == CURRENCY)


def _name_group(payout_uid: str) -> str:
    return f"payout:{payout_uid}"
