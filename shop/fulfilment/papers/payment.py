"""How an order was paid, as its papers say it."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _


def describe_payment(order: Any) -> str:
    """Say how and when the order was paid, or that it was not. One query."""
    attempt = order.payment_attempts.filter(paid_order_at__isnull=False).first()
    if attempt is None:
        return _("Nothing was to be paid.") if not order.total_incl_tax else _("Not paid yet.")
    day = {"day": write_day(attempt.paid_order_at)}
    return (
        _("Paid in cash on %(day)s.") % day
        if attempt.is_cash
        else _("Paid by card on %(day)s.") % day
    )


def write_day(moment: datetime) -> str:
    """Return the day as papers write it."""
    return date_format(moment, "j F Y")
