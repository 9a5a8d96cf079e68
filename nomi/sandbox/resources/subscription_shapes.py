"""How customers, subscriptions, invoices and their payments look."""

from typing import Any

from nomi.sandbox.listing import wrap
from nomi.sandbox.state import Body, State, make_id

SUBSCRIPTION_ABSENT = (
    "application", "application_fee_percent", "billing_cycle_anchor_config", "billing_thresholds",
    "cancel_at", "canceled_at",
    "cancellation_details", "customer_account", "days_until_due", "default_payment_method",
    "default_source", "description", "ended_at", "latest_invoice",
    "managed_payments", "next_pending_invoice_item_invoice",
    "on_behalf_of", "pause_collection", "payment_settings", "pending_invoice_item_interval",
    "pending_setup_intent", "pending_update", "schedule", "test_clock", "transfer_data",
    "trial_end", "trial_settings", "trial_start",
)  # fmt: skip
INVOICE_ABSENT = (
    "account_country", "account_name", "account_tax_ids", "application", "custom_fields",
    "customer_account", "customer_address", "customer_email", "customer_name", "customer_phone",
    "customer_shipping", "default_payment_method", "default_source", "description", "due_date",
    "effective_at", "ending_balance", "footer", "from_invoice", "hosted_invoice_url", "invoice_pdf",
    "last_finalization_error", "latest_revision", "next_payment_attempt", "number", "on_behalf_of",
    "receipt_number", "rendering", "shipping_cost", "shipping_details", "statement_descriptor",
    "subtotal_excluding_tax", "test_clock", "total_excluding_tax", "webhooks_delivered_at",
)  # fmt: skip
SELF = {"account": None, "type": "self"}


def make_recurring() -> Body:
    """Return the rhythm of a monthly price."""
    return {
        "interval": "month",
        "interval_count": 1,
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def make_subscription(
    state: State, *, customer: str, price: Body, notes: dict[str, str], ends_at: int, livemode: bool
) -> Body:
    """Return a subscription that was paid for until `ends_at`."""
    now, identifier = state.now(), make_id("sub")
    return {
        **dict.fromkeys(SUBSCRIPTION_ABSENT),
        "id": identifier,
        "object": "subscription",
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": now,
        "billing_mode": {"flexible": None, "type": "classic"},
        "billing_schedules": [],
        "cancel_at_period_end": False,
        "collection_method": "charge_automatically",
        "created": now,
        "currency": price["currency"],
        "customer": customer,
        "default_tax_rates": [],
        "discounts": [],
        "invoice_settings": {"account_tax_ids": None, "issuer": dict(SELF)},
        "items": wrap(
            [_make_item(identifier, price, now=now, ends_at=ends_at)],
            url=f"/v1/subscription_items?subscription={identifier}",
        ),
        "livemode": livemode,
        "metadata": notes,
        "start_date": now,
        "status": "active",
    }


def _make_item(subscription: str, price: Body, *, now: int, ends_at: int) -> Body:
    return {
        "id": make_id("si"),
        "object": "subscription_item",
        "billing_thresholds": None,
        "created": now,
        "current_period_end": ends_at,
        "current_period_start": now,
        "discounts": [],
        "metadata": {},
        "plan": make_plan(price),
        "price": price,
        "quantity": 1,
        "subscription": subscription,
        "tax_rates": [],
    }


def make_plan(price: Body) -> Body:
    """Return a price in the older words that items carry beside it."""
    return {
        **dict.fromkeys(
            ("meter", "nickname", "tiers_mode", "transform_usage", "trial_period_days")
        ),
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": "per_unit",
        "created": price["created"],
        "currency": price["currency"],
        "interval": "month",
        "interval_count": 1,
        "livemode": price["livemode"],
        "metadata": {},
        "product": price["product"],
        "usage_type": "licensed",
    }


def make_invoice(state: State, subscription: Body, *, reason: str) -> Body:
    """Return the open invoice of the subscription's present period."""
    item = subscription["items"]["data"][0]
    amount, now, identifier = item["price"]["unit_amount"], state.now(), make_id("in")
    return {
        **dict.fromkeys(INVOICE_ABSENT),
        "id": identifier,
        "object": "invoice",
        "amount_due": amount,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": amount,
        "amount_shipping": 0,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": dict.fromkeys(("disabled_reason", "liability", "provider", "status"))
        | {"enabled": False},
        "automatically_finalizes_at": None,
        "billing_reason": reason,
        "collection_method": "charge_automatically",
        "created": now,
        "currency": subscription["currency"],
        "customer": subscription["customer"],
        "customer_tax_exempt": "none",
        "customer_tax_ids": [],
        "default_tax_rates": [],
        "discounts": [],
        "issuer": dict(SELF),
        "lines": wrap(
            [_make_line(subscription, item, amount, identifier)],
            url=f"/v1/invoices/{identifier}/lines",
        ),
        "livemode": subscription["livemode"],
        "metadata": {},
        "parent": {
            "quote_details": None,
            "subscription_details": {
                "metadata": subscription["metadata"],
                "subscription": subscription["id"],
            },
            "type": "subscription_details",
        },
        "payment_settings": dict.fromkeys(
            ("default_mandate", "payment_method_options", "payment_method_types")
        ),
        "period_end": item["current_period_start"],
        "period_start": item["current_period_start"],
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "starting_balance": 0,
        "status": "open",
        "status_transitions": dict.fromkeys(
            ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
        )
        | {"finalized_at": now},
        "subtotal": amount,
        "total": amount,
        "total_discount_amounts": [],
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
    }


def _make_line(subscription: Body, item: Body, amount: int, invoice_id: str) -> Body:
    return {
        **dict.fromkeys(("parent", "pretax_credit_amounts", "pricing", "taxes")),
        "id": make_id("il"),
        "object": "line_item",
        "amount": amount,
        "currency": subscription["currency"],
        "description": None,
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": invoice_id,
        "livemode": subscription["livemode"],
        "metadata": subscription["metadata"],
        "period": {"end": item["current_period_end"], "start": item["current_period_start"]},
        "quantity": 1,
        "quantity_decimal": "1",
        "subscription": subscription["id"],
        "subtotal": amount,
    }


def make_invoice_payment(state: State, invoice: Body, intent: Body) -> dict[str, Any]:
    """Return the payment of an invoice, made by an intent."""
    now = state.now()
    return {
        "id": make_id("inpay"),
        "object": "invoice_payment",
        "amount_paid": invoice["total"],
        "amount_requested": invoice["total"],
        "created": now,
        "currency": invoice["currency"],
        "invoice": invoice["id"],
        "is_default": True,
        "livemode": invoice["livemode"],
        "payment": {"payment_intent": intent["id"], "type": "payment_intent"},
        "status": "paid",
        "status_transitions": {"canceled_at": None, "paid_at": now},
    }
