"""The shop's door to Stripe: our words in, our frozen facts out, its errors by our names.

Nothing here writes to the database, and nothing here may run inside a transaction.
"""

from datetime import datetime
from typing import Any

import stripe
from django.conf import settings

from nomi.platform.stripe.facts import RefundFact, read_id, read_refund
from nomi.platform.stripe.gateway import (
    API_VERSION,
    RETRIES,
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
from shop.stripe_checkout.facts import (
    DisputeFact,
    EventFact,
    FraudWarning,
    Session,
    read_dispute,
    read_event,
    read_fraud_warning,
    read_session,
)

__all__ = [
    "API_VERSION",
    "RETRIES",
    "IdempotencyMismatch",
    "KeyRevoked",
    "ObjectUnknown",
    "StripeRefused",
    "StripeUnavailable",
]
"""The shared names that callers of this door use, beside the functions below."""
EVENT_TYPES: tuple[Any, ...] = (
    "checkout.session.completed",
    "checkout.session.expired",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "payment_intent.payment_failed",
    "charge.dispute.closed",
    "charge.dispute.created",
    "charge.dispute.funds_reinstated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.updated",
    "charge.refunded",
    "customer.subscription.deleted",
    "customer.subscription.updated",
    "invoice.paid",
    "invoice.payment_failed",
    "radar.early_fraud_warning.created",
    "refund.created",
    "refund.updated",
    "refund.failed",
)
SIGNATURE_TOLERANCE_SECONDS = 300


class SessionNotOpen(StripeRefused):
    """The session cannot be expired because it is complete or expired already."""


class BadSignature(Exception):  # noqa: N818 - says what happened
    """A webhook body that Stripe did not sign, or signed too long ago."""


def create_session(*, params: dict[str, Any], idempotency_key: str) -> Session:
    """Create a hosted Checkout Session, or get the same one again for the same key and bytes."""
    return read_session(create_raw_session(params=params, idempotency_key=idempotency_key))


def get_session(*, session_id: str) -> Session:
    """Return the session as it stands at Stripe; raise `ObjectUnknown` when there is none."""
    return read_session(get_raw_session(session_id=session_id))


def expire_session(*, session_id: str) -> Session:
    """Close an open session for good; raise `SessionNotOpen` when money may have come."""
    try:
        with translated():
            closed = get_client().v1.checkout.sessions.expire(
                session_id, {"expand": ["payment_intent"]}
            )
    except ObjectUnknown:
        raise
    except StripeRefused as error:
        raise SessionNotOpen(str(error)) from error
    return read_session(closed.to_dict())


def list_complete_sessions(*, since: datetime, limit: int) -> list[Session]:
    """Return up to `limit` completed sessions created since a moment, newest first."""
    with translated():
        page = get_client().v1.checkout.sessions.list(
            {
                "status": "complete",
                "created": {"gte": int(since.timestamp())},
                "limit": 100,
                "expand": ["data.payment_intent"],
            }
        )
        found = []
        for session in page.auto_paging_iter():
            found.append(read_session(session.to_dict()))
            if len(found) >= limit:
                break
    return found


def create_refund(
    *, payment_intent_id: str, amount_minor: int, refund_uid: str, idempotency_key: str
) -> RefundFact:
    """Give cents of a payment back, or get the same refund again for the same key."""
    with translated():
        made = get_client().v1.refunds.create(
            {
                "payment_intent": payment_intent_id,
                "amount": amount_minor,
                "metadata": {"refund": refund_uid},
            },
            {"idempotency_key": idempotency_key},
        )
    return read_refund(made.to_dict())


def get_refund(*, refund_id: str) -> RefundFact:
    """Return the refund as it stands at Stripe."""
    with translated():
        found = get_client().v1.refunds.retrieve(refund_id)
    return read_refund(found.to_dict())


def list_refunds(*, payment_intent_id: str) -> list[RefundFact]:
    """Return the refunds of one payment, at most a hundred."""
    with translated():
        page = get_client().v1.refunds.list({"payment_intent": payment_intent_id, "limit": 100})
    return [read_refund(refund.to_dict()) for refund in page.data]


def get_dispute(*, dispute_id: str) -> DisputeFact:
    """Return the dispute as it stands at Stripe, with what it moved."""
    with translated():
        found = get_client().v1.disputes.retrieve(dispute_id)
    return read_dispute(found.to_dict())


def get_fraud_warning(*, warning_id: str) -> FraudWarning:
    """Return an issuer's early warning as it stands at Stripe."""
    with translated():
        found = get_client().v1.radar.early_fraud_warnings.retrieve(warning_id)
    return read_fraud_warning(found.to_dict())


def find_charge_payment(*, charge_id: str) -> str | None:
    """Return the payment intent a charge belongs to, None for a charge made some other way."""
    with translated():
        charge = get_client().v1.charges.retrieve(charge_id).to_dict()
    return read_id(charge.get("payment_intent"))


def find_attempt_of_payment(*, payment_intent_id: str) -> str | None:
    """Return the uid of the attempt that a payment was begun for, None for one not of ours."""
    with translated():
        intent = get_client().v1.payment_intents.retrieve(payment_intent_id).to_dict()
    uid: str | None = (intent.get("metadata") or {}).get("attempt")
    return uid


def list_events(*, since: datetime, limit: int) -> list[EventFact]:
    """Return up to `limit` events of our types created since a moment, newest first."""
    with translated():
        page = get_client().v1.events.list(
            {
                "created": {"gte": int(since.timestamp())},
                "types": list(EVENT_TYPES),
                "limit": 100,
            }
        )
        found = []
        for event in page.auto_paging_iter():
            found.append(read_event(event.to_dict()))
            if len(found) >= limit:
                break
    return found


def check_key() -> None:
    """Make the cheapest call there is; raise `KeyRevoked` when Stripe refuses our key."""
    with translated():
        get_client().v1.events.list({"limit": 1})


def create_webhook_endpoint(*, url: str) -> tuple[str, str]:
    """Make the endpoint, pinned to our version; return its id and its signing secret."""
    with translated():
        made = (
            get_client()
            .v1.webhook_endpoints.create(
                {
                    "url": url,
                    "enabled_events": list(EVENT_TYPES),
                    "api_version": API_VERSION,  # type: ignore[typeddict-item]
                }
            )
            .to_dict()
        )
    return made["id"], made["secret"]


def read_webhook(*, body: bytes, signature: str) -> EventFact:
    """Return the event in a signed webhook body; raise `BadSignature` for anything else.

    Each configured secret is tried, so that one can be rotated without losing a delivery.
    """
    # the SDK compares hexadecimal texts and fails on letters that no signature has
    for secret in settings.STRIPE_WEBHOOK_SECRETS if signature.isascii() else ():
        try:
            stripe.WebhookSignature.verify_header(
                body, signature, secret, SIGNATURE_TOLERANCE_SECONDS
            )
        except (stripe.SignatureVerificationError, UnicodeDecodeError):
            continue
        event = stripe.Webhook.construct_event_without_verification(body).to_dict()
        return read_event(event)
    raise BadSignature("No secret of ours fits the signature, or it is too old.")
