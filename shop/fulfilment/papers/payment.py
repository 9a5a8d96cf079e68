"""How an order was paid, as its papers say it."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nomi.platform.amounts import format_minor
from shop.giftcards.queries import get_part_minor


def describe_payment(order: Any) -> str:
    """Say how and when the order was paid, or that it was not. Two queries."""
    attempt = order.payment_attempts.filter(paid_order_at__isnull=False).first()
    if attempt is None:
        return _("Nothing was to be paid.") if not order.total_incl_tax else _("Not paid yet.")
    day = {"day": write_day(attempt.paid_order_at)}
    if attempt.method == attempt.Method.GIFT_CARD:
        return _("Paid by gift card on %(day)s.") % day
    way = _name_way(attempt, day)
    by_card = get_part_minor(order=order)
    if not by_card:
        return way
    part = _("%(amount)s of it was paid by gift card.")
    return f"{way} {part % {'amount': format_minor(by_card, order.currency)}}"


def _name_way(attempt: Any, day: dict[str, str]) -> str:
    """Return how money paid the order."""
    return (
        _("Paid in cash on %(day)s.") % day
        if attempt.is_cash
        else _("Paid by card on %(day)s.") % day
    )


def write_day(moment: datetime) -> str:
    """Return the day as papers write it."""
    return date_format(moment, _("j F Y"))
