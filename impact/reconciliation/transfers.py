"""Which imported transfers no payout knows of yet."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, QuerySet, Sum

from impact.books import chart
from impact.payouts.models import Payout
from impact.reconciliation.models import HandBooking, StripeTransaction

SENT = "transfer"
PREFIX = "payout:"
State = Payout.State


@dataclass(frozen=True, kw_only=True)
class Movement:
    """What Stripe moved for one payout, in cents, all of it together."""

    payout_uid: str
    amount_minor: int
    transfer_id: str
    moved_on: date


def list_transfers_to_settle() -> list[Movement]:
    """Return what was sent for payouts that are not settled yet."""
    waiting = Payout.objects.filter(state__in=(State.HELD, State.SUBMITTED))
    sent = StripeTransaction.objects.filter(account_code=chart.PAYOUT_CLEARING, type=SENT)
    rows = sent.filter(reference__in=_name_references(waiting)).order_by("pk")
    return [
        Movement(
            payout_uid=row.reference.removeprefix(PREFIX),
            amount_minor=-row.amount_minor,
            transfer_id=row.source_id,
            moved_on=row.created_at.date(),
        )
        for row in rows
    ]


def list_transfers_to_return() -> list[Movement]:
    """Return what came back whole for payouts that count as paid; parts wait for a person.

    So does the rest, once a part was booked by hand: the whole would be booked a second time.
    """
    paid = Payout.objects.filter(state__in=(State.SETTLED, State.COMPLETED), rail="stripe_transfer")
    amounts = {one.reference: one.paid_minor for one in paid}
    back = StripeTransaction.objects.filter(
        account_code=chart.PAYOUT_CLEARING, reference__in=amounts
    ).exclude(type=SENT)
    by_hand = HandBooking.objects.filter(entry__isnull=False, reference__in=amounts)
    back = back.exclude(reference__in=by_hand.values("reference"))
    sums = back.values("reference").annotate(
        total=Sum("amount_minor"), at=Max("created_at"), source=Max("parent_id")
    )
    return [
        Movement(
            payout_uid=row["reference"].removeprefix(PREFIX),
            amount_minor=row["total"],
            transfer_id=row["source"],
            moved_on=row["at"].date(),
        )
        for row in sums.order_by("reference")
        if row["total"] >= amounts[row["reference"]]
    ]


def list_unseen(*, rail: str, sent_before: datetime) -> list[Payout]:
    """Return what went out on a rail before a moment and that nobody has seen leaving."""
    sent = Payout.objects.filter(state=State.SUBMITTED, rail=rail, submitted_at__lt=sent_before)
    return list(sent.order_by("pk"))


def _name_references(payouts: QuerySet[Payout]) -> list[str]:
    return [one.reference for one in payouts]
