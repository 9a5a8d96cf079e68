"""Checkout Sessions: made by the store, ended by the shopper, the store or the clock."""

import secrets
from typing import Any

from nomi.sandbox.errors import Refusal, missing
from nomi.sandbox.events import emit
from nomi.sandbox.state import State

MINIMUM_CHARGE_MINOR = 50
SHORTEST_SECONDS = 30 * 60
LONGEST_SECONDS = 24 * 3600
KNOWN_PARAMS = frozenset(
    {
        "adaptive_pricing", "allow_promotion_codes", "cancel_url", "client_reference_id",
        "customer_email", "expand", "expires_at", "line_items", "locale", "metadata", "mode",
        "payment_intent_data", "payment_method_options", "submit_type", "success_url", "ui_mode",
    }
)  # fmt: skip
ABSENT = (
    "after_expiration", "billing_address_collection", "client_secret", "consent",
    "consent_collection", "currency_conversion", "customer", "customer_account",
    "customer_creation", "discounts", "integration_identifier", "invoice", "origin_context",
    "payment_link", "payment_method_configuration_details", "permissions", "recovered_from",
    "saved_payment_method_options", "setup_intent", "shipping_address_collection",
    "shipping_cost", "submit_type", "subscription", "collected_information",
)  # fmt: skip
NO_ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))


def create_session(
    state: State, params: dict[str, Any], *, livemode: bool, root: str
) -> dict[str, Any]:
    """Open a session on the hosted page; refuse what Stripe refuses."""
    _refuse_bad_params(state, params)
    items = [_read_item(item, number) for number, item in enumerate(params["line_items"])]
    total = sum(item["amount_total"] for item in items)
    if total < MINIMUM_CHARGE_MINOR:
        raise Refusal(
            "The Checkout Session's total amount due must add up to at least $0.50 usd",
            code="amount_too_small",
        )
    mode = "live" if livemode else "test"
    identifier = f"cs_{mode}_{secrets.token_urlsafe(32).replace('-', 'x').replace('_', 'y')}"
    session = state.add(
        "session",
        "cs",
        {
            **dict.fromkeys(ABSENT),
            "id": identifier,
            "object": "checkout.session",
            "adaptive_pricing": {"enabled": False},
            "allow_promotion_codes": params.get("allow_promotion_codes") == "true",
            "amount_subtotal": total,
            "amount_total": total,
            "automatic_tax": {
                "enabled": False, "liability": None, "provider": None, "status": None,
            },
            "cancel_url": params.get("cancel_url"),
            "client_reference_id": params.get("client_reference_id"),
            "currency": items[0]["currency"],
            "custom_fields": [],
            "custom_text": {
                "after_submit": None, "shipping_address": None, "submit": None,
                "terms_of_service_acceptance": None,
            },
            "customer_details": None,
            "customer_email": params.get("customer_email"),
            "expires_at": int(params.get("expires_at") or state.now() + LONGEST_SECONDS),
            "invoice_creation": None,
            "livemode": livemode,
            "locale": params.get("locale"),
            "managed_payments": None,
            "metadata": params.get("metadata") or {},
            "mode": "payment",
            "payment_intent": None,
            "payment_method_collection": "if_required",
            "payment_method_options": {},
            "payment_method_types": ["card"],
            "payment_status": "unpaid",
            "phone_number_collection": {"enabled": False},
            "shipping_options": [],
            "status": "open",
            "success_url": params["success_url"],
            "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
            "ui_mode": "hosted_page",
            "url": f"{root}/pay/{identifier}",
            "wallet_options": None,
        },
    )  # fmt: skip
    intent_data = params.get("payment_intent_data") or {}
    state.add("session_data", "sd", {"items": items, "intent": intent_data}, identifier)
    return session


def _refuse_bad_params(state: State, params: dict[str, Any]) -> None:
    for name in params:
        if name not in KNOWN_PARAMS:
            raise Refusal(
                f"Received unknown parameter: {name}", code="parameter_unknown", param=name
            )
    for name in ("line_items", "success_url"):
        if not params.get(name):
            raise Refusal(f"Missing required param: {name}.", code="parameter_missing", param=name)
    if params.get("mode") != "payment":
        raise Refusal("The stand-in knows mode=payment only.", param="mode")
    if expires_at := params.get("expires_at"):
        ahead = int(expires_at) - state.now()
        if not SHORTEST_SECONDS - 5 <= ahead <= LONGEST_SECONDS + 5:
            raise Refusal(
                "The `expires_at` timestamp must be between 30 minutes and 24 hours from"
                " Checkout Session creation.",
                param="expires_at",
            )


def _read_item(item: dict[str, Any], number: int) -> dict[str, Any]:
    price = item.get("price_data") or {}
    where = f"line_items[{number}]"
    try:
        quantity, unit = int(item.get("quantity", 0)), int(price.get("unit_amount", -1))
    except ValueError:
        raise Refusal("Invalid integer", code="parameter_invalid_integer", param=where) from None
    if quantity < 1 or unit < 0 or not price.get("currency"):
        raise Refusal("This line item is not valid.", code="parameter_missing", param=where)
    product = price.get("product_data") or {}
    currency = price["currency"].lower()
    return {
        "id": f"li_{secrets.token_hex(12)}",
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": unit * quantity,
        "amount_tax": 0,
        "amount_total": unit * quantity,
        "currency": currency,
        "description": product.get("name"),
        "metadata": {},
        "price": _describe_price(unit, currency),
        "quantity": quantity,
    }


def _describe_price(unit: int, currency: str) -> dict[str, Any]:
    return {
        "id": f"price_{secrets.token_hex(12)}",
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": 0,
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": f"prod_{secrets.token_hex(7)}",
        "recurring": None,
        "tax_behavior": "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "one_time",
        "unit_amount": unit,
        "unit_amount_decimal": str(unit),
    }


def get_session(state: State, identifier: str) -> dict[str, Any]:
    """Return the session as the clock leaves it: past its time it has expired."""
    with state.lock:
        session = state.find(identifier, "session")
        if session is None:
            raise missing("checkout.session", identifier)
        if session["status"] == "open" and session["expires_at"] <= state.now():
            _end(state, session)
        return session


def expire_session(state: State, identifier: str) -> dict[str, Any]:
    """Expire an open session; refuse one that is complete or over."""
    with state.lock:
        session = get_session(state, identifier)
        if session["status"] != "open":
            raise Refusal(
                'Only Checkout Sessions with a status in ["open"] can be expired.'
                f" This Checkout Session has a status of {session['status']}."
            )
        _end(state, session)
        return session


def _end(state: State, session: dict[str, Any]) -> None:
    session.update(status="expired", url=None)
    state.save(session)
    emit(state, "checkout.session.expired", session)


def expire_all_overdue(state: State) -> None:
    """End every open session whose time is over."""
    for session in state.list("session"):
        if session["status"] == "open":
            get_session(state, session["id"])


def get_data(state: State, identifier: str) -> dict[str, Any]:
    """Return what belongs to a session and is not shown in it: items and intent data."""
    return state.list("session_data", identifier)[0]


def complete(state: State, session: dict[str, Any], *, paid: bool, email: str) -> None:
    """Close the session after payment, or after a slow method was begun."""
    session.update(
        status="complete",
        payment_status="paid" if paid else "unpaid",
        url=None,
        customer_details={
            "address": dict(NO_ADDRESS), "business_name": None, "email": email,
            "individual_name": None, "name": None, "phone": None, "tax_exempt": "none",
            "tax_ids": None,
        },
    )  # fmt: skip
    state.save(session)
    emit(state, "checkout.session.completed", session)
