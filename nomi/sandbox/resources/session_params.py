"""What a Checkout Session may be asked to be; everything else is refused."""

from typing import Any

from nomi.sandbox.errors import Refusal
from nomi.sandbox.params import (
    METADATA,
    Params,
    read_boolean,
    read_choice,
    read_email,
    read_group,
    read_integer,
    read_list,
    read_metadata,
    read_text,
    read_url,
    require,
)
from nomi.sandbox.resources.session_shapes import make_item, make_price
from nomi.sandbox.resources.subscription_shapes import make_recurring
from nomi.sandbox.state import Body

MINIMUM_CHARGE_MINOR, MAXIMUM_CHARGE_MINOR = 50, 99_999_999
SHORTEST_SECONDS, LONGEST_SECONDS = 30 * 60, 24 * 3600
TOLERANCE_SECONDS = 5
MOST_ITEMS, LONGEST_REFERENCE, LONGEST_NAME = 100, 200, 1500
CURRENCIES = ("usd", "cad", "eur", "gbp")
SUBMIT_TYPES = ("auto", "book", "donate", "pay", "subscribe")
LOCALES = ("auto", "en", "es", "fr")
ITEM = "line_items[]"
PRODUCT = f"{ITEM}.price_data.product_data"
TAKES = METADATA | {
    "adaptive_pricing.enabled", "allow_promotion_codes", "cancel_url", "client_reference_id",
    "customer_email", "expires_at", "locale", "mode", "submit_type", "success_url", "ui_mode",
    f"{ITEM}.quantity", f"{ITEM}.price_data.currency", f"{ITEM}.price_data.unit_amount",
    f"{PRODUCT}.name", f"{PRODUCT}.description", f"{PRODUCT}.images[]",
    f"{PRODUCT}.metadata.*", f"{PRODUCT}.tax_code",
    "payment_intent_data.description", "payment_intent_data.metadata.*",
    "payment_intent_data.statement_descriptor_suffix",
    f"{ITEM}.price_data.recurring.interval", "subscription_data.metadata.*",
}  # fmt: skip


def read_session(params: Params, *, now: int, root: str) -> Body:
    """Return the checked parameters of a session."""
    mode = read_choice(require(params, "mode"), "mode", ("payment", "subscription"))
    if mode == "subscription" and ("payment_intent_data" in params or "submit_type" in params):
        raise Refusal("You can not pass this parameter in `subscription` mode.", param="mode")
    read_choice(params.get("ui_mode", "hosted_page"), "ui_mode", ("hosted_page",))
    return {
        "adaptive_pricing": read_boolean(
            read_group(params.get("adaptive_pricing", {}), "adaptive_pricing").get(
                "enabled", "true"
            ),
            "adaptive_pricing[enabled]",
        ),
        "allow_promotion_codes": _optional(read_boolean, params, "allow_promotion_codes"),
        "cancel_url": _optional(read_url, params, "cancel_url"),
        "client_reference_id": _read_reference(params),
        "customer_email": _optional(read_email, params, "customer_email"),
        "expires_at": _read_expiry(params, now),
        "locale": _optional(read_choice, params, "locale", LOCALES),
        "metadata": read_metadata(params),
        "mode": mode,
        "root": root,
        "submit_type": _optional(read_choice, params, "submit_type", SUBMIT_TYPES),
        "success_url": read_url(require(params, "success_url"), "success_url"),
    }


def read_intent(params: Params) -> Body:
    """Return what the session's payment intent shall carry."""
    data = read_group(params.get("payment_intent_data", {}), "payment_intent_data")
    return {
        "description": _optional(read_text, data, "description"),
        "metadata": read_metadata(data, "payment_intent_data"),
        "statement_descriptor_suffix": _optional(read_text, data, "statement_descriptor_suffix"),
    }


def read_subscription(params: Params) -> Body:
    """Return what the session's subscription shall carry."""
    data = read_group(params.get("subscription_data", {}), "subscription_data")
    return {"metadata": read_metadata(data, "subscription_data")}


def _optional(read: Any, params: Params, name: str, *words: Any) -> Any:
    return read(params[name], name, *words) if name in params else None


def _read_reference(params: Params) -> str | None:
    if "client_reference_id" not in params:
        return None
    return read_text(
        params["client_reference_id"], "client_reference_id", longest=LONGEST_REFERENCE
    )


def _read_expiry(params: Params, now: int) -> int:
    if "expires_at" not in params:
        return now + LONGEST_SECONDS
    moment = read_integer(params["expires_at"], "expires_at")
    soonest = now + SHORTEST_SECONDS - TOLERANCE_SECONDS
    if not soonest <= moment <= now + LONGEST_SECONDS + TOLERANCE_SECONDS:
        raise Refusal(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout"
            " Session creation.",
            param="expires_at",
        )
    return moment


def read_items(params: Params, *, now: int, livemode: bool) -> list[Body]:
    """Return the session's lines; refuse a total Stripe would not charge."""
    asked = read_list(require(params, "line_items"), "line_items")
    if len(asked) > MOST_ITEMS:
        raise Refusal(f"You may only specify up to {MOST_ITEMS} line items.", param="line_items")
    items = [
        _read_item(item, f"line_items[{number}]", now=now, livemode=livemode)
        for number, item in enumerate(asked)
    ]
    if len({item["currency"] for item in items}) > 1:
        raise Refusal("You cannot combine currencies in one session.", param="line_items")
    total = sum(item["amount_total"] for item in items)
    if total < MINIMUM_CHARGE_MINOR:
        raise Refusal(
            "The Checkout Session's total amount due must add up to at least $0.50 usd",
            code="amount_too_small",
        )
    if total > MAXIMUM_CHARGE_MINOR:
        raise Refusal(
            "The Checkout Session's total amount must be no more than $999,999.99",
            code="amount_too_large",
        )
    return items


def _read_item(item: Any, where: str, *, now: int, livemode: bool) -> Body:
    item = read_group(item, where)
    place = f"{where}[price_data]"
    price = read_group(require(item, "price_data", where), place)
    product = read_group(require(price, "product_data", place), f"{place}[product_data]")
    name = read_text(
        require(product, "name", f"{place}[product_data]"),
        f"{place}[product_data][name]",
        longest=LONGEST_NAME,
    )
    currency = str(require(price, "currency", place)).lower()
    if currency not in CURRENCIES:
        raise Refusal(f"Invalid currency: {currency}.", param=f"{place}[currency]")
    unit = read_integer(require(price, "unit_amount", place), f"{place}[unit_amount]", least=0)
    quantity = read_integer(require(item, "quantity", where), f"{where}[quantity]", least=1)
    made = make_price(unit, currency, now=now, livemode=livemode)
    if "recurring" in price:
        rhythm = read_group(price["recurring"], f"{place}[recurring]")
        read_choice(rhythm.get("interval"), f"{place}[recurring][interval]", ("month",))
        made.update(recurring=make_recurring(), type="recurring")
    return make_item(name, unit, quantity, made)
