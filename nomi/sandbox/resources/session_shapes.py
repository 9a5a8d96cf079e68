"""How a Checkout Session and its line items look."""

import secrets
from typing import Any

from nomi.sandbox.state import Body, State, make_id

ABSENT = (
    "after_expiration", "billing_address_collection", "client_secret", "collected_information",
    "consent", "consent_collection", "currency_conversion", "customer", "customer_account",
    "customer_creation", "customer_details", "discounts", "integration_identifier", "invoice",
    "invoice_creation", "managed_payments", "origin_context", "payment_intent", "payment_link",
    "payment_method_configuration_details", "permissions", "recovered_from",
    "saved_payment_method_options", "setup_intent", "shipping_address_collection",
    "shipping_cost", "subscription", "wallet_options",
)  # fmt: skip
METHODS = ("card", "us_bank_account")


def make_address() -> Body:
    """Return an address of which nothing is known."""
    return dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))


def make_session(state: State, asked: Body, items: list[Body], *, livemode: bool) -> Body:
    """Return an open session; `asked` holds the checked parameters."""
    total = sum(item["amount_total"] for item in items)
    identifier = f"cs_{'live' if livemode else 'test'}_a1{secrets.token_hex(28)}"
    return {
        **dict.fromkeys(ABSENT),
        "id": identifier,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": asked["adaptive_pricing"]},
        "allow_promotion_codes": asked["allow_promotion_codes"],
        "amount_subtotal": total,
        "amount_total": total,
        "automatic_tax": dict.fromkeys(("liability", "provider", "status")) | {"enabled": False},
        "cancel_url": asked["cancel_url"],
        "client_reference_id": asked["client_reference_id"],
        "created": state.now(),
        "currency": items[0]["currency"],
        "custom_fields": [],
        "custom_text": dict.fromkeys(
            ("after_submit", "shipping_address", "submit", "terms_of_service_acceptance")
        ),
        "customer_email": asked["customer_email"],
        "expires_at": asked["expires_at"],
        "livemode": livemode,
        "locale": asked["locale"],
        "metadata": asked["metadata"],
        "mode": asked["mode"],
        "payment_method_collection": "if_required",
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": list(METHODS),
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "submit_type": asked["submit_type"],
        "success_url": asked["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{asked['root']}/pay/{identifier}",
    }


def make_customer_details(email: str) -> Body:
    """Return what the hosted page learned about the buyer."""
    return {
        "address": make_address(),
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": None,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def make_item(name: str, unit_minor: int, quantity: int, price: dict[str, Any]) -> Body:
    """Return one line of a session."""
    return {
        "id": make_id("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": unit_minor * quantity,
        "amount_tax": 0,
        "amount_total": unit_minor * quantity,
        "currency": price["currency"],
        "description": name,
        "metadata": {},
        "price": price,
        "quantity": quantity,
    }


def make_price(unit_minor: int, currency: str, *, now: int, livemode: bool) -> Body:
    """Return the price that Stripe makes up for a line given by `price_data`."""
    absent = (
        "custom_unit_amount", "lookup_key", "nickname", "recurring", "tiers_mode",
        "transform_quantity",
    )  # fmt: skip
    return {
        **dict.fromkeys(absent),
        "id": make_id("price"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": now,
        "currency": currency,
        "livemode": livemode,
        "metadata": {},
        "product": make_id("prod"),
        "tax_behavior": "unspecified",
        "type": "one_time",
        "unit_amount": unit_minor,
        "unit_amount_decimal": str(unit_minor),
    }
