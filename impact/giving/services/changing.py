"""What a donor does with a monthly gift: another amount, a pause, another card, the end."""

from datetime import datetime

from django.db import transaction

from impact.giving import gateway
from impact.giving.links import get_monthly_address
from impact.giving.models import MonthlyGift
from impact.giving.services.monthly import (
    record_invoice,
    record_subscription,
    sync_monthly,
    tell_donor,
)
from impact.giving.services.placing import quote_fee
from impact.giving.services.refusals import GivingRefusedError

State = MonthlyGift.State


def change_amount(*, monthly_id: int, amount_minor: int, now: datetime) -> MonthlyGift:
    """Give another amount from the next month on, with the same choice about the card fee.

    Call it, like all here, outside any transaction. Raises `GivingRefusedError` when it has ended,
    or what the gateway raises; nothing is changed then.
    """
    monthly = _get_running(monthly_id)
    fee = quote_fee(amount_minor) if monthly.fee_covered_minor else 0
    fact = gateway.get_subscription(subscription_id=monthly.subscription_id or "")
    gateway.change_amount(fact=fact, amount_minor=amount_minor + fee)
    return _keep_amount(monthly_id=monthly_id, amount_minor=amount_minor, fee_minor=fee, now=now)


def pause(*, monthly_id: int, now: datetime) -> MonthlyGift:
    """Collect nothing until it is resumed."""
    monthly = _get_running(monthly_id)
    fact = gateway.pause(subscription_id=monthly.subscription_id or "")
    return record_subscription(monthly_id=monthly_id, fact=fact, now=now)


def resume(*, monthly_id: int, now: datetime) -> MonthlyGift:
    """Collect again from the next month on."""
    monthly = _get_running(monthly_id)
    fact = gateway.resume(subscription_id=monthly.subscription_id or "")
    return record_subscription(monthly_id=monthly_id, fact=fact, now=now)


def cancel(*, monthly_id: int, now: datetime) -> MonthlyGift:
    """End it for good; what was given stays given."""
    monthly = MonthlyGift.objects.get(pk=monthly_id)
    if monthly.state == State.CANCELLED:
        return monthly
    fact = gateway.cancel(subscription_id=_get_running(monthly_id).subscription_id or "")
    return record_subscription(monthly_id=monthly_id, fact=fact, now=now)


def open_card_page(*, monthly_id: int) -> str:
    """Return the address of Stripe's page for another card; it leads back to the gift's page."""
    monthly = _get_running(monthly_id)
    return gateway.open_card_page(
        customer_id=monthly.customer_id, return_url=get_monthly_address(monthly)
    )


def retry_payment(*, monthly_id: int, now: datetime) -> MonthlyGift:
    """Try the month whose card was refused once more.

    Raises `GivingRefusedError` when the card is refused again, or nothing waits.
    """
    monthly = _get_running(monthly_id)
    if not monthly.open_invoice_id:
        raise GivingRefusedError("No payment waits.")
    try:
        invoice = gateway.pay_invoice(invoice_id=monthly.open_invoice_id)
    except gateway.StripeRefused as refusal:
        sync_monthly(monthly=monthly, now=now)
        raise GivingRefusedError(
            "The card was refused again. Give another card first."
        ) from refusal
    record_invoice(monthly_id=monthly_id, invoice=invoice, now=now)
    return sync_monthly(monthly=monthly, now=now)


def _get_running(monthly_id: int) -> MonthlyGift:
    monthly = MonthlyGift.objects.get(pk=monthly_id)
    if monthly.state not in MonthlyGift.RUNNING:
        raise GivingRefusedError("This monthly gift has ended, or has not begun.")
    return monthly


@transaction.atomic
def _keep_amount(
    *, monthly_id: int, amount_minor: int, fee_minor: int, now: datetime
) -> MonthlyGift:
    monthly = MonthlyGift.objects.select_for_update(of=("self",)).get(pk=monthly_id)
    monthly.amount_minor, monthly.fee_covered_minor = amount_minor, fee_minor
    monthly.save(update_fields=["amount_minor", "fee_covered_minor"])
    tell_donor(monthly, now=now)
    return monthly
