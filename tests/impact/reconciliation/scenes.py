"""Sales in the books and payments at the stand-in, together or apart."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from stripe import StripeClient

from impact.payouts.models import DrawRequest, Payout
from impact.reconciliation.models import Discrepancy
from impact.reconciliation.services.importing import import_stripe
from nomi.sandbox.server import Sandbox
from tests.impact.payouts.builders import (
    fill_account,
    make_payout,
    make_provider,
    run_with_guards_off,
)
from tests.impact.sales import sell
from tests.nomi.sandbox.scenes import open_account, open_session

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


def make_transfer_payout(client: StripeClient, stripe: Sandbox, *, cents: int = 2_000) -> Payout:
    """Return a held payout on the Stripe rail, with money at Stripe that can be sent."""
    if not DrawRequest.objects.exists():
        fill_account()
        sell_and_pay(client, stripe)
        stripe.advance_clock(3 * 86_400)
        import_stripe(now=timezone.now())
    provider = make_provider(
        f"School {DrawRequest.objects.count()}",
        rail="stripe_transfer",
        stripe_account_id=open_account(client),
    )
    # a provider's account at Stripe rests before money follows it
    with transaction.atomic():
        run_with_guards_off(
            "UPDATE payouts_trainingprovider SET payable_from = now() - interval '1 day'"
        )
    return make_payout(provider, amount_minor=cents)
