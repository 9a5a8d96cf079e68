"""A guest mistyped the e-mail: correct it and send the receipt again."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from nomi.platform.outbox import services as outbox
from shop.order.queries import CANCELLED, UNPAID_STATUSES, lock_order, was_ever_paid

WINDOW = timedelta(hours=24)
MOST = 3
"""Corrections per order: enough for fat fingers, useless for sending mail to strangers."""
NOTE = "E-mail corrected"
STAFF_NOTE = "E-mail corrected by staff"


class CorrectionRefused(Exception):  # noqa: N818 - says what happened
    """The order has an account's e-mail, is too old, unpaid, or was corrected often enough."""


def can_correct_email(*, order: Any, now: datetime) -> bool:
    """Return whether the holder of the order's link may still correct its e-mail."""
    if order.user_id is not None or now > order.date_placed + WINDOW:
        return False
    if order.status in (*UNPAID_STATUSES, CANCELLED):
        return False
    return bool(order.notes.filter(note_type=NOTE).count() < MOST)


@transaction.atomic
def correct_email(*, order_id: int, email: str, now: datetime, by: Any = None) -> Any:
    """Keep the new address, owe it a receipt, return the order; the same again owes nothing new.

    `by` is the member of staff who asks; such a wish knows neither window nor limit. Raise
    `CorrectionRefused` when it may not be corrected any more; then nothing is changed.
    """
    order = lock_order(order_id)
    if order.guest_email == email:
        return order
    may = order.user_id is None if by else can_correct_email(order=order, now=now)
    if not may:
        raise CorrectionRefused(order.number)
    order.guest_email = email
    order.save(update_fields=["guest_email"])
    order.notes.create(note_type=STAFF_NOTE if by else NOTE, message=NOTE, user=by)
    if was_ever_paid(order=order):
        outbox.send_again(kind="order_paid", reference=order.number, now=now)
    return order
