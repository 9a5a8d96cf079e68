"""Stripe's own figures against the books, and Stripe's ids against ours."""

from django.db.models import Q

from impact.books import chart
from impact.books.queries import get_balance
from impact.reconciliation.checks.findings import Check, Finding, Moment
from impact.reconciliation.models import StripeTransaction
from impact.reconciliation.postings import BOOKS_CURRENCY
from nomi.platform.amounts import format_minor

BALANCE = "stripe balance"
CURRENCY = "other currency"


def check_balance(moment: Moment) -> list[Finding]:
    """Compare the Stripe account in the books with Stripe's balance, to the cent."""
    if moment.imported is None or moment.imported.balance_minor is None:
        return []
    theirs, ours = moment.imported.balance_minor, get_balance(chart.STRIPE)
    if theirs == ours:
        return []
    words = (
        f"Stripe holds {format_minor(theirs)} for us, the books say {format_minor(ours)}:"
        f" {format_minor(theirs - ours)} more at Stripe than in the books."
    )
    return [
        Finding(
            kind=BALANCE,
            reference=chart.STRIPE,
            words=words,
            amount_minor=theirs - ours,
            is_blocking=True,
        )
    ]


def check_currencies(_moment: Moment) -> list[Finding]:
    """Find movements in another currency than the books keep."""
    strangers = StripeTransaction.objects.filter(~Q(currency=BOOKS_CURRENCY))
    return [
        Finding(
            kind=CURRENCY,
            reference=row.transaction_id,
            words=(
                f"{row.type} {row.transaction_id} moved"
                f" {format_minor(row.amount_minor, row.currency)}; the books keep"
                f" {BOOKS_CURRENCY} only, so it is in none of their accounts."
            ),
            amount_minor=row.amount_minor,
        )
        for row in strangers.order_by("pk")
    ]


CHECKS = (
    Check(kinds=frozenset({BALANCE}), needs_stripe=True, find=check_balance),
    Check(kinds=frozenset({CURRENCY}), needs_stripe=False, find=check_currencies),
)
