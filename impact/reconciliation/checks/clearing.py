"""Clearing accounts return to zero for every reference, and suspense is empty."""

from datetime import datetime, timedelta

from django.conf import settings

from impact.books import chart
from impact.reconciliation import queries
from impact.reconciliation.checks.findings import Check, Finding, Moment
from impact.reconciliation.queries import Waiting
from impact.reconciliation.transfers import list_unseen
from nomi.platform.amounts import format_minor

SALE_WITHOUT_PAYMENT = "sale without payment"
PAYMENT_WITHOUT_SALE = "payment without sale"
ORDER_DIFFERS = "order differs"
GIFT_DIFFERS = "gift differs"
PAYOUT_UNSEEN = "payout not seen leaving"
PAYOUT_UNSETTLED = "money left without payout"
TRANSIT = "not arrived at the bank"
SUSPENSE = "suspense"
STRIPE_ENTRY = "stripe"
CASH_ENTRY = "cash"
PAYMENT_ENTRIES = frozenset({STRIPE_ENTRY, CASH_ENTRY})
"""Kinds of entries that say that money moved; cash is never looked for at Stripe."""


def check_orders(moment: Moment) -> list[Finding]:
    """Find orders sold and not paid, at Stripe or in cash, or paid and not sold."""
    return [
        Finding(
            kind=_name_order_kind(one),
            reference=one.reference,
            words=_describe_order(one),
            amount_minor=one.amount_minor,
        )
        for one in _list_overdue(chart.ORDER_CLEARING, moment)
    ]


def _name_order_kind(one: Waiting) -> str:
    if not one.entry_kinds & PAYMENT_ENTRIES:
        return SALE_WITHOUT_PAYMENT
    if one.entry_kinds <= PAYMENT_ENTRIES:
        return PAYMENT_WITHOUT_SALE
    return ORDER_DIFFERS


def _describe_order(one: Waiting) -> str:
    amount = format_minor(abs(one.amount_minor))
    kind = _name_order_kind(one)
    if kind == SALE_WITHOUT_PAYMENT:
        return (
            f"Order {one.reference} stands in the books with {amount}, but neither Stripe nor the"
            " till shows a payment."
        )
    if kind == PAYMENT_WITHOUT_SALE:
        shown = "Stripe shows" if STRIPE_ENTRY in one.entry_kinds else "The till shows"
        return f"{shown} {amount} for order {one.reference}, but the books hold no sale of it."
    side = "more sold than paid" if one.amount_minor > 0 else "more paid than sold"
    return f"Order {one.reference}: {amount} {side}, refunds and disputes counted in."


def check_gifts(moment: Moment) -> list[Finding]:
    """Find gifts whose money did not come, and money of gifts that nobody recorded."""
    return [
        Finding(
            kind=GIFT_DIFFERS,
            reference=one.reference,
            words=(
                f"Gift {one.reference}: what was recorded and what Stripe shows differ by"
                f" {format_minor(abs(one.amount_minor))}."
            ),
            amount_minor=one.amount_minor,
        )
        for one in _list_overdue(chart.GIFT_CLEARING, moment)
    ]


def check_payouts(moment: Moment) -> list[Finding]:
    """Find settled payouts that nobody saw leaving, and money that left without one.

    Money that left is found at once: a movement settles its payout as it is imported.
    """
    waiting = queries.list_waiting(code=chart.PAYOUT_CLEARING)
    before = _find_limit(chart.PAYOUT_CLEARING, moment)
    return [
        *(_describe_left(one) for one in waiting if one.amount_minor > 0),
        *(
            _describe_unseen(one.reference, -one.amount_minor, "is settled in the books")
            for one in waiting
            if one.amount_minor < 0 and one.moved_at < before
        ),
        *(
            _describe_unseen(payout.reference, payout.amount_minor, "was sent by Stripe transfer")
            for payout in list_unseen(rail="stripe_transfer", sent_before=before)
        ),
    ]


def _describe_left(one: Waiting) -> Finding:
    words = (
        f"{one.reference}: {format_minor(one.amount_minor)} left Stripe or the bank beyond what"
        " was settled."
    )
    return Finding(
        kind=PAYOUT_UNSETTLED,
        reference=one.reference,
        words=words,
        amount_minor=one.amount_minor,
        is_blocking=True,
    )


def _describe_unseen(reference: str, amount_minor: int, what: str) -> Finding:
    words = (
        f"{reference}: {format_minor(amount_minor)} {what}, but neither Stripe nor the bank shows"
        " all of it leaving, or a part came back."
    )
    return Finding(
        kind=PAYOUT_UNSEEN,
        reference=reference,
        words=words,
        amount_minor=-amount_minor,
        is_blocking=True,
    )


def check_transit(moment: Moment) -> list[Finding]:
    """Find what Stripe sent to the bank and that never arrived there."""
    return [
        Finding(
            kind=TRANSIT,
            reference=one.reference,
            words=(
                f"{one.reference}: {format_minor(abs(one.amount_minor))} is on its way between"
                " Stripe and the bank for too long."
            ),
            amount_minor=one.amount_minor,
        )
        for one in _list_overdue(chart.TRANSIT_CLEARING, moment)
    ]


def check_suspense(_moment: Moment) -> list[Finding]:
    """Find money that waits for an explanation."""
    return [
        Finding(
            kind=SUSPENSE,
            reference=one.reference,
            words=(
                f"{one.reference}: {format_minor(abs(one.amount_minor))}"
                f" {'went out' if one.amount_minor > 0 else 'came in'}, and nobody has said"
                " for what."
            ),
            amount_minor=one.amount_minor,
        )
        for one in queries.list_suspense()
    ]


def _list_overdue(code: str, moment: Moment) -> list[Waiting]:
    return queries.list_waiting(code=code, moved_before=_find_limit(code, moment))


def _find_limit(code: str, moment: Moment) -> datetime:
    return moment.now - timedelta(days=settings.CLEARING_DAYS[code])


ORDER_KINDS = frozenset({SALE_WITHOUT_PAYMENT, PAYMENT_WITHOUT_SALE, ORDER_DIFFERS})
PAYOUT_KINDS = frozenset({PAYOUT_UNSEEN, PAYOUT_UNSETTLED})
CHECKS = (
    Check(kinds=ORDER_KINDS, needs_stripe=True, find=check_orders),
    Check(kinds=frozenset({GIFT_DIFFERS}), needs_stripe=True, find=check_gifts),
    Check(kinds=PAYOUT_KINDS, needs_stripe=True, find=check_payouts),
    Check(kinds=frozenset({TRANSIT}), needs_stripe=True, find=check_transit),
    Check(kinds=frozenset({SUSPENSE}), needs_stripe=False, find=check_suspense),
)
