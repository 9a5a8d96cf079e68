"""Giving's door to Stripe: our words in, our frozen facts out.

Nothing here writes to the database, and nothing here may run inside a transaction.
"""

from typing import Any

from impact.giving.facts import (
    DisputeFact,
    GiftSession,
    InvoiceFact,
    SubscriptionFact,
    read_dispute,
    read_invoice,
    read_session,
    read_subscription,
)
from nomi.platform.stripe.facts import RefundFact, read_id, read_refund
from nomi.platform.stripe.gateway import (
    IdempotencyMismatch,
    KeyRevoked,
    ObjectUnknown,
    StripeRefused,
    StripeUnavailable,
    create_raw_session,
    get_client,
    get_raw_session,
    translated,
)

__all__ = [
    "IdempotencyMismatch",
    "KeyRevoked",
    "ObjectUnknown",
    "StripeRefused",
    "StripeUnavailable",
]
"""The names of what can go wrong, beside the functions below."""
CURRENCY = "usd"
PAYMENTS: Any = {"expand": ["payments"]}


def create_session(*, params: dict[str, Any], idempotency_key: str) -> GiftSession:
    """Create a hosted Checkout Session, or get the same one again for the same key and bytes."""
    return read_session(create_raw_session(params=params, idempotency_key=idempotency_key))


def get_session(*, session_id: str) -> GiftSession:
    """Return the session as it stands at Stripe; raise `ObjectUnknown` when there is none."""
    return read_session(get_raw_session(session_id=session_id))


def expire_session(*, session_id: str) -> None:
    """Close an open session for good; raise `StripeRefused` when money may have come."""
    with translated():
        get_client().v1.checkout.sessions.expire(session_id)


def find_gift_of_payment(*, payment_intent_id: str) -> str:
    """Return the number of the gift that a payment was begun for, "" for one that is none."""
    with translated():
        intent = get_client().v1.payment_intents.retrieve(payment_intent_id).to_dict()
    return str((intent.get("metadata") or {}).get("gift", ""))


def find_payment(*, object_id: str) -> str | None:
    """Return the payment that a refund or a charge belongs to."""
    client = get_client().v1
    with translated():
        found = (
            client.charges.retrieve(object_id).to_dict()
            if object_id.startswith(("ch_", "py_"))
            else client.refunds.retrieve(object_id).to_dict()
        )
    return read_id(found.get("payment_intent"))


def create_refund(
    *, payment_intent_id: str, amount_minor: int, uid: str, notes: dict[str, str]
) -> RefundFact:
    """Give cents of a payment back, or get the same refund again for the same `uid`.

    `notes` are kept at Stripe beside it.
    """
    with translated():
        made = get_client().v1.refunds.create(
            {
                "payment_intent": payment_intent_id,
                "amount": amount_minor,
                "metadata": {"refund": uid, **notes},
            },
            {"idempotency_key": f"gift-refund:{uid}"},
        )
    return read_refund(made.to_dict())


def list_refunds(*, payment_intent_id: str) -> list[RefundFact]:
    """Return the refunds of one payment, at most a hundred, oldest first."""
    with translated():
        page = get_client().v1.refunds.list({"payment_intent": payment_intent_id, "limit": 100})
    return [read_refund(refund.to_dict()) for refund in page.data][::-1]


def get_dispute(*, dispute_id: str) -> DisputeFact:
    """Return the dispute as it stands at Stripe, with what it moved."""
    with translated():
        found = get_client().v1.disputes.retrieve(dispute_id)
    return read_dispute(found.to_dict())


def get_invoice(*, invoice_id: str) -> InvoiceFact:
    """Return the invoice as it stands at Stripe."""
    with translated():
        found = get_client().v1.invoices.retrieve(invoice_id, PAYMENTS)
    return read_invoice(found.to_dict())


def list_invoices(*, subscription_id: str) -> list[InvoiceFact]:
    """Return the last hundred invoices of a subscription, oldest first."""
    asked: Any = {"subscription": subscription_id, "limit": 100, "expand": ["data.payments"]}
    with translated():
        page = get_client().v1.invoices.list(asked)
    return [read_invoice(invoice.to_dict()) for invoice in page.data][::-1]


def pay_invoice(*, invoice_id: str) -> InvoiceFact:
    """Try the customer's card once more; raise `StripeRefused` when it is refused again."""
    with translated():
        paid = get_client().v1.invoices.pay(invoice_id, PAYMENTS)
    return read_invoice(paid.to_dict())


def get_subscription(*, subscription_id: str) -> SubscriptionFact:
    """Return the subscription as it stands at Stripe."""
    with translated():
        found = get_client().v1.subscriptions.retrieve(subscription_id)
    return read_subscription(found.to_dict())


def change_amount(*, fact: SubscriptionFact, amount_minor: int) -> SubscriptionFact:
    """Let the next month and all later ones cost so many cents; nothing is charged now."""
    asked: Any = {
        "items": [
            {
                "id": fact.item_id,
                "price_data": {
                    "currency": CURRENCY,
                    "product": fact.product_id,
                    "unit_amount": amount_minor,
                    "recurring": {"interval": "month"},
                },
            }
        ],
        "proration_behavior": "none",
    }
    return _update(fact.id, asked)


def pause(*, subscription_id: str) -> SubscriptionFact:
    """Collect nothing until `resume`: the invoices of the months between are void."""
    return _update(subscription_id, {"pause_collection": {"behavior": "void"}})


def resume(*, subscription_id: str) -> SubscriptionFact:
    """Collect again, from the next month on."""
    return _update(subscription_id, {"pause_collection": ""})


def cancel(*, subscription_id: str) -> SubscriptionFact:
    """End the subscription at once; nothing is charged for it any more."""
    with translated():
        ended = get_client().v1.subscriptions.cancel(subscription_id)
    return read_subscription(ended.to_dict())


def open_card_page(*, customer_id: str, return_url: str) -> str:
    """Return the address of Stripe's own page on which a donor gives another card."""
    asked: Any = {
        "customer": customer_id,
        "return_url": return_url,
        "flow_data": {"type": "payment_method_update"},
    }
    with translated():
        made = get_client().v1.billing_portal.sessions.create(asked)
    return made.url


def _update(subscription_id: str, asked: Any) -> SubscriptionFact:
    with translated():
        changed = get_client().v1.subscriptions.update(subscription_id, asked)
    return read_subscription(changed.to_dict())
