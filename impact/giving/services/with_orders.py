"""Gifts added to an order of the shop: placed, paid and ended with it, on its one payment.

The order's number is their reference, so that in the books their money waits on the account of
orders, under the order that brings it (ADR 0020). Nothing here asks Stripe.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from impact.giving.models import Gift, GiftRefund
from impact.giving.numbers import make_number
from impact.giving.services import refunding
from impact.giving.services.refusals import GiftDiffersError, GivingClosedError
from impact.giving.services.settling import receive


@transaction.atomic
def place_order_gift(
    *,
    order_number: str,
    amount_minor: int,
    purpose: str,
    donor_name: str,
    donor_email: str,
    user_key: int | None,
    language: str,
    now: datetime,
) -> Gift:
    """Write the gift of an order down, not paid yet; the same order twice is the same gift.

    Runs in the transaction that places the order. Raises `GivingClosedError`. The bounds of an
    amount are the database's own.
    """
    if not settings.CHARITY_EIN:
        raise GivingClosedError("Gifts cannot be taken here yet.")
    gift, _is_new = Gift.objects.get_or_create(
        reference=order_number,
        defaults={
            "number": make_number(),
            "order_number": order_number,
            "donor_name": donor_name,
            "donor_email": donor_email.strip().lower(),
            "user_key": user_key,
            "language": language,
            "amount_minor": amount_minor,
            "purpose": purpose,
            "livemode": settings.STRIPE_LIVEMODE,
            "placed_at": now,
        },
    )
    return gift


@transaction.atomic
def receive_order_gift(
    *,
    order_number: str,
    amount_minor: int,
    payment_intent_id: str,
    charge_id: str,
    paid_at: datetime,
) -> bool:
    """Mark the gift received, in the transaction that marks its order paid; True the first time.

    One that had ended is revived with its order. Raises `GiftDiffersError` for another amount.
    """
    gift = _lock(order_number)
    if gift.state in Gift.RECEIVED:
        return False
    if gift.total_minor != amount_minor:
        message = f"Gift {gift.number} is of {gift.total_minor} cents, not of {amount_minor}."
        raise GiftDiffersError(message)
    gift.payment_intent_id, gift.charge_id = payment_intent_id, charge_id
    receive(gift, paid_at=paid_at, now=paid_at)
    return True


@transaction.atomic
def end_order_gift(*, order_number: str) -> None:
    """Give up the gift of an order that ended unpaid; one that was received stays a gift."""
    Gift.objects.filter(reference=order_number, state__in=Gift.LIVE).update(state=Gift.State.FAILED)


@transaction.atomic
def take_back_order_gift(
    *, order_number: str, stripe_id: str, taken_minor: int, is_by_bank: bool, now: datetime
) -> None:
    """Write what of the gift a bank, or Stripe's own dashboard, holds back now; see `refunding`.

    `stripe_id` is that of the dispute or refund; nothing taken any more gives the gift back.
    """
    refunding.record_dispute(
        gift_id=_lock(order_number).pk,
        dispute_id=stripe_id,
        taken_minor=taken_minor,
        kind=GiftRefund.Kind.DISPUTE if is_by_bank else GiftRefund.Kind.REFUND,
        now=now,
    )


def _lock(order_number: str) -> Gift:
    return Gift.objects.select_for_update(of=("self",)).get(reference=order_number)
