"""Monthly gifts: begun on Stripe's page, each month's payment a gift of its own."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from impact.giving import gateway
from impact.giving.facts import GiftSession, InvoiceFact, SubscriptionFact
from impact.giving.mails import MONTHLY_FAILED, MONTHLY_NEWS
from impact.giving.models import Gift, MonthlyGift
from impact.giving.numbers import make_number
from impact.giving.services.settling import receive
from nomi.platform.outbox import services as outbox

logger = logging.getLogger(__name__)
State = MonthlyGift.State
POLL_AGAIN = timedelta(minutes=2)
STATES = {
    "active": State.ACTIVE,
    "trialing": State.ACTIVE,
    "past_due": State.PAST_DUE,
    "unpaid": State.PAST_DUE,
    "incomplete": State.PLACED,
    "canceled": State.CANCELLED,
    "incomplete_expired": State.CANCELLED,
    "paused": State.PAUSED,
}
"""Stripe's word for a subscription, and ours."""
TOLD = frozenset({State.PAUSED, State.CANCELLED})
"""What the donor is told of by mail whenever it begins."""


def settle_monthly(*, monthly_id: int, now: datetime) -> MonthlyGift:
    """Bring a monthly gift and its payments up to what Stripe says; safe twice and at once.

    Call it outside any transaction. Raises `StripeUnavailable` with nothing changed.
    """
    monthly = MonthlyGift.objects.get(pk=monthly_id)
    if monthly.subscription_id is None:
        if monthly.session_id is None:
            return _end_unbegun(monthly_id=monthly_id, now=now)
        session = gateway.get_session(session_id=monthly.session_id)
        monthly = record_session(monthly_id=monthly_id, session=session, now=now)
    return monthly if monthly.subscription_id is None else sync_monthly(monthly=monthly, now=now)


def sync_monthly(*, monthly: MonthlyGift, now: datetime) -> MonthlyGift:
    """Fetch the subscription with its invoices and write down what they say."""
    identifier = monthly.subscription_id or ""
    for invoice in gateway.list_invoices(subscription_id=identifier):
        record_invoice(monthly_id=monthly.pk, invoice=invoice, now=now)
    fact = gateway.get_subscription(subscription_id=identifier)
    return record_subscription(monthly_id=monthly.pk, fact=fact, now=now)


@transaction.atomic
def record_session(*, monthly_id: int, session: GiftSession, now: datetime) -> MonthlyGift:
    """Take over the subscription that a completed session has begun."""
    monthly = _lock(monthly_id)
    if monthly.subscription_id is not None:
        return monthly
    monthly.session_id = monthly.session_id or session.id
    monthly.poll_at = now + POLL_AGAIN
    if session.subscription_id:
        monthly.subscription_id = session.subscription_id
        monthly.customer_id = session.customer_id
    elif session.status == "expired":
        monthly.state, monthly.poll_at = State.FAILED, None
    monthly.save()
    return monthly


@transaction.atomic
def record_invoice(*, monthly_id: int, invoice: InvoiceFact, now: datetime) -> Gift | None:
    """Write one month down: received, once, or refused; return its gift."""
    monthly = _lock(monthly_id)
    if invoice.status == "paid" and invoice.paid_minor and invoice.payment_intent_id:
        return _receive_month(monthly, invoice, now=now)
    if invoice.status == "open" and invoice.tries:
        monthly.open_invoice_id = invoice.id
        if monthly.state not in MonthlyGift.ENDED:
            monthly.state = State.PAST_DUE
        monthly.save(update_fields=["open_invoice_id", "state"])
        reference = f"{monthly.number}:{invoice.tries}:{invoice.id}"
        outbox.enqueue(kind=MONTHLY_FAILED, reference=reference, now=now)
    return None


@transaction.atomic
def record_subscription(*, monthly_id: int, fact: SubscriptionFact, now: datetime) -> MonthlyGift:
    """Write how the subscription stands, and tell the donor when it was paused or has ended."""
    monthly = _lock(monthly_id)
    before = monthly.state
    if before == State.CANCELLED:
        return monthly
    state = STATES.get(fact.status, State.PAST_DUE)
    monthly.state = State.PAUSED if fact.is_paused and state != State.CANCELLED else state
    monthly.customer_id = monthly.customer_id or fact.customer_id
    monthly.next_on = fact.next_on if monthly.state in MonthlyGift.RUNNING else None
    monthly.poll_at = now + timedelta(days=1) if monthly.state in MonthlyGift.RUNNING else None
    if monthly.state == State.CANCELLED:
        monthly.ended_at = now
    if monthly.state == State.PLACED:
        monthly.poll_at = now + POLL_AGAIN
    monthly.save()
    if monthly.state != before and monthly.state in TOLD:
        tell_donor(monthly, now=now)
    return monthly


def tell_donor(monthly: MonthlyGift, *, now: datetime) -> None:
    """Owe the mail that says how the monthly gift stands since this moment."""
    reference = f"{monthly.number}:{monthly.state}:{int(now.timestamp())}"
    outbox.enqueue(kind=MONTHLY_NEWS, reference=reference, now=now)


def _receive_month(monthly: MonthlyGift, invoice: InvoiceFact, *, now: datetime) -> Gift | None:
    if (invoice.currency, invoice.livemode) != (monthly.currency, monthly.livemode):
        logger.error("A month was paid in another currency or mode than asked for.")
        return None
    known = Gift.objects.filter(invoice_id=invoice.id).first()
    if known is not None:
        return known
    is_as_asked = invoice.paid_minor == monthly.total_minor
    gift = Gift.objects.create(
        number=make_number(),
        monthly=monthly,
        invoice_id=invoice.id,
        payment_intent_id=invoice.payment_intent_id,
        reference=invoice.payment_intent_id,
        amount_minor=monthly.amount_minor if is_as_asked else invoice.paid_minor,
        fee_covered_minor=monthly.fee_covered_minor if is_as_asked else 0,
        placed_at=invoice.paid_at or now,
        livemode=invoice.livemode,
        **{name: getattr(monthly, name) for name in COPIED},
    )
    if monthly.open_invoice_id == invoice.id:
        monthly.open_invoice_id = ""
    if monthly.state in {State.PLACED, State.PAST_DUE, State.FAILED} and monthly.subscription_id:
        monthly.state = State.ACTIVE
    monthly.save(update_fields=["open_invoice_id", "state"])
    return receive(gift, paid_at=invoice.paid_at or now, now=now)


COPIED = (
    "donor_name",
    "donor_email",
    "donor_address",
    "user_key",
    "is_anonymous",
    "display_name",
    "language",
    "purpose",
)
"""What each month's gift takes over from the monthly one."""


def _lock(monthly_id: int) -> MonthlyGift:
    return MonthlyGift.objects.select_for_update(of=("self",)).get(pk=monthly_id)


@transaction.atomic
def _end_unbegun(*, monthly_id: int, now: datetime) -> MonthlyGift:
    monthly = _lock(monthly_id)
    if monthly.session_id is None and monthly.state == State.PLACED:
        is_over = monthly.expires_at is None or monthly.expires_at < now
        monthly.state = State.FAILED if is_over else monthly.state
        monthly.poll_at = (
            None if is_over else now + timedelta(minutes=settings.STRIPE_SESSION_MINUTES)
        )
        monthly.save(update_fields=["state", "poll_at"])
    return monthly
