"""Payment pages that staff send: a buyer on the telephone has a day to pay, not half an hour."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.order.owing import owe_mail
from shop.order.queries import AWAITING_PAYMENT, get_order_id, lock_order
from shop.stripe_checkout.models import PaymentAttempt
from shop.stripe_checkout.services.attempts import open_attempt, start_payment
from shop.stripe_checkout.services.pages import PagePaid, close_pages

LIFE = timedelta(hours=23, minutes=50)
"""Stripe keeps a page open for 24 hours at most; ten minutes are left to clocks that differ."""
State = PaymentAttempt.State


class LinkRefused(Exception):  # noqa: N818 - says what happened
    """The order cannot be paid by a new link. Words for staff."""


def open_link(*, order: Any, now: datetime) -> PaymentAttempt:
    """Write down that the order is to be paid by a link of a day; the caller holds its lock."""
    return open_attempt(order=order, now=now, lives=LIFE)


def send_link(*, attempt_id: int, now: datetime) -> str:
    """Return the link of the attempt, made at Stripe when needed, and owe the buyer its mail.

    Call it outside any transaction; safe to repeat: one page, one mail. Raise `StripeUnavailable`
    with the order waiting, `KeyRevoked` or `PaymentClosed`.
    """
    url = start_payment(attempt_id=attempt_id, now=now)
    attempt = PaymentAttempt.objects.select_related("order__user").get(pk=attempt_id)
    owe_mail(kind="payment_link", order=attempt.order, reference=str(attempt.uid), now=now)
    return url


def renew_link(*, order_number: str, now: datetime) -> PaymentAttempt:
    """Close the order's link and send a new one of a day; its goods stay on hold.

    Call it outside any transaction. Raise `LinkRefused` when the order does not wait for money, or
    when the old link was paid at this moment (it is settled then), and what `send_link` raises.
    """
    order_id = get_order_id(number=order_number)
    attempt = _replace_attempt(order_id, now=now)
    try:
        close_pages(order_id=order_id, now=now)
    except PagePaid:
        _give_up(attempt)
        raise LinkRefused(
            _("The old link was paid at this moment. No new one is needed.")
        ) from None
    send_link(attempt_id=attempt.pk, now=now)
    return attempt


@transaction.atomic
def _replace_attempt(order_id: int, *, now: datetime) -> PaymentAttempt:
    """Put a new attempt in the old one's place before Stripe closes that one's page.

    Stripe tells of the closing at once, and the end of a live attempt would cancel the order.
    """
    order = lock_order(order_id)
    live = PaymentAttempt.objects.filter(order=order, state__in=PaymentAttempt.LIVE).first()
    if order.status != AWAITING_PAYMENT or (live and live.state == State.PROCESSING):
        message = _("Order %(number)s is “%(status)s”: it does not wait for a payment link.")
        raise LinkRefused(message % {"number": order.number, "status": order.status})
    if live is not None and live.state == State.OPEN:
        live.state = State.SUPERSEDED
        live.save(update_fields=["state"])
    return open_link(order=order, now=now)


def _give_up(attempt: PaymentAttempt) -> None:
    """End the new attempt that never had a page, because the old one brought the money."""
    PaymentAttempt.objects.filter(pk=attempt.pk, state=State.CREATING).update(
        state=State.SUPERSEDED
    )
