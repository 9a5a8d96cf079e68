"""Sales in the books and payments at the stand-in, together or apart."""

from typing import Any

from stripe import StripeClient

from impact.reconciliation.models import Discrepancy
from nomi.sandbox.server import Sandbox
from tests.impact.sales import sell
from tests.nomi.sandbox.scenes import open_session

GROSS = 7_800
FEE = 256
"""2.9 % of $78.00 and 30 cents."""


def pay(client: StripeClient, stripe: Sandbox, number: str = "N-1", cents: int = GROSS) -> str:
    """Pay an order at Stripe alone; return the payment intent's id."""
    notes = {"order": number, "attempt": "a-1"}
    item = {
        "quantity": 1,
        "price_data": {
            "currency": "usd",
            "unit_amount": cents,
            "product_data": {"name": "Tote"},
        },
    }
    more: dict[str, Any] = {
        "line_items": [item],
        "metadata": notes,
        "payment_intent_data": {"metadata": notes} if number else {"metadata": {}},
    }
    return stripe.pay(open_session(client, **more).id)


def sell_and_pay(client: StripeClient, stripe: Sandbox, number: str = "N-1") -> str:
    """Record the order and pay it at Stripe."""
    sell(number)
    return pay(client, stripe, number)


def list_open() -> list[tuple[str, str, int]]:
    """Return kind, reference and amount of what is open."""
    rows = Discrepancy.objects.open().order_by("pk")
    return list(rows.values_list("kind", "reference", "amount_minor"))
