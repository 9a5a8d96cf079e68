"""What a store asks of Stripe when somebody buys a tote."""

import time
from typing import Any

import stripe

from nomi.sandbox.server import Sandbox

GOOD, DECLINED = "4242424242424242", "4000000000000002"
NO_FUNDS, THREE_D_SECURE = "4000000000009995", "4000002760003155"
STORE = "http://127.0.0.1:9"


def make_item(name: str = "2 × Tote", unit_amount: int = 3600, quantity: int = 1) -> dict[str, Any]:
    """Return one line of a session."""
    return {
        "quantity": quantity,
        "price_data": {
            "currency": "usd",
            "unit_amount": unit_amount,
            "product_data": {"name": name},
        },
    }


def make_params(**more: Any) -> dict[str, Any]:
    """Return the parameters of a session as the store's gateway sends them."""
    return {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "line_items": [make_item(), make_item("Shipping", 500)],
        "client_reference_id": "N-7Q4K",
        "metadata": {"order": "N-7Q4K", "attempt": "a-1"},
        "payment_intent_data": {"metadata": {"order": "N-7Q4K", "attempt": "a-1"}},
        "expires_at": int(time.time()) + 31 * 60,
        "adaptive_pricing": {"enabled": False},
        "allow_promotion_codes": False,
        "success_url": f"{STORE}/back?session={{CHECKOUT_SESSION_ID}}",
        "cancel_url": f"{STORE}/basket/",
        "customer_email": "buyer@shopper.example",
        **more,
    }


def open_session(client: stripe.StripeClient, *, key: str = "", **more: Any) -> Any:
    """Create a session of $41.00 and return it."""
    options: Any = {"idempotency_key": key} if key else {}
    asked: Any = make_params(**more)
    return client.v1.checkout.sessions.create(asked, options)


def open_account(client: stripe.StripeClient, country: str = "KH") -> str:
    """Open the account of a recipient abroad and return its id."""
    asked: Any = {
        "type": "custom",
        "country": country,
        "email": "school@provider.example",
        "business_type": "company",
        "capabilities": {"transfers": {"requested": True}},
        "tos_acceptance": {"service_agreement": "recipient"},
    }
    return str(client.v1.accounts.create(asked).id)


def send(
    client: stripe.StripeClient, sandbox: Sandbox, account: str, amount: int, *, key: str = ""
) -> Any:
    """Transfer cents once what was paid has become available."""
    sandbox.advance_clock(3 * 86_400)
    asked: Any = {
        "amount": amount,
        "currency": "usd",
        "destination": account,
        "metadata": {"payout": "p-1"},
        "transfer_group": "p-1",
    }
    options: Any = {"idempotency_key": key} if key else {}
    return client.v1.transfers.create(asked, options)


def list_sessions(client: stripe.StripeClient) -> list[str]:
    """Return the ids of all sessions, newest first."""
    return [session.id for session in client.v1.checkout.sessions.list({"limit": 100}).data]


def list_event_types(client: stripe.StripeClient) -> list[str]:
    """Return the types of all events, oldest first."""
    return [event.type for event in client.v1.events.list({"limit": 100}).data][::-1]
