"""The invoice: what was bought, what it cost, how it was paid, and what went back since."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from nomi.platform.amounts import format_minor
from nomi.platform.paper import Grid, Paper, Text
from shop.fulfilment.papers.payment import describe_payment, write_day
from shop.order.mails import get_rows
from shop.order.summary import OrderSummary, get_order_summary
from shop.stripe_checkout.models import Refund


def build_invoice(order: Any) -> Paper:
    """Return the invoice under the order's own number. A purchase, never a gift receipt."""
    summary = get_order_summary(order=order)
    seller = tuple(filter(None, (*settings.SELLER_ADDRESS, settings.SELLER_TAX_WORDS)))
    titles = {"number": summary.number, "day": write_day(summary.placed_at)}
    refunds = _list_refunds(order, summary.currency)
    return Paper(
        parts=(
            Text(lines=(settings.SELLER_NAME,), style="strong"),
            Text(lines=seller, style="small"),
            Text(lines=(_("Invoice %(number)s") % titles,), style="heading"),
            Text(lines=(_("Order %(number)s of %(day)s") % titles,)),
            Text(lines=(_("For"), *(summary.address_lines or filter(None, (summary.email,))))),
            _build_figures(summary, refunds),
            Text(lines=(describe_payment(order),)),
        ),
        footer=_("Invoice %(number)s") % titles,
    )


def _build_figures(order: OrderSummary, refunds: list[tuple[str, int]]) -> Grid:
    """Return lines, discounts, delivery, tax and total, and below them what went back."""
    sums = [(_("Total"), format_minor(order.total_minor, order.currency))]
    if refunds:
        sums += [(words, format_minor(-minor, order.currency)) for words, minor in refunds]
        left = order.total_minor - sum(minor for _words, minor in refunds)
        sums.append((_("Left after refunds"), format_minor(left, order.currency)))
    return Grid(
        head=(_("Item"), _("Amount")),
        rows=(*get_rows(order), *sums),
        widths=(5, 1),
        figures=(1,),
        sums=len(sums),
    )


def _list_refunds(order: Any, currency: str) -> list[tuple[str, int]]:
    """Return what went back of the price, each with its day; what failed did not go back."""
    made = Refund.objects.filter(order=order, takes_back_sale=True, currency=currency)
    standing = made.exclude(state__in=Refund.LOST).exclude(stripe_id=None).order_by("pk")
    return [
        (
            _("Given back on %(day)s") % {"day": write_day(_find_moment(refund))},
            refund.gross_minor,
        )
        for refund in standing
    ]


def _find_moment(refund: Refund) -> datetime:
    """Return when money went back: cash when it was handed over, other money when it was sent."""
    is_by_hand = refund.handed_back_by_id is not None
    return (refund.finished_at if is_by_hand else None) or refund.requested_at
