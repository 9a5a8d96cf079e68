"""Restricted money becomes free as it is spent on its purpose, and in no other way."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from impact.books import chart
from impact.books import services as books
from impact.books.queries import find_open_day, get_balance
from impact.giving.models import PurposeRelease
from impact.giving.purposes import RESTRICTED, find_account
from impact.payouts.models import Payout

LOCK = 4_207_314
"""The advisory lock's number, ours alone: one release at a time."""


def release_spent(*, now: datetime) -> int:
    """Release what completed payouts have spent on each purpose; return the cents released.

    The fund has paid for it already, so the same sum moves from the purpose to the available fund.
    Safe to repeat and at once.
    """
    return sum(_release_purpose(purpose, now=now) for purpose in RESTRICTED)


@transaction.atomic
def _release_purpose(purpose: str, *, now: datetime) -> int:
    account = find_account(purpose)
    _take_turn()
    left = get_balance(account)
    released = 0
    for payout, unreleased in _list_spending(purpose) if left > 0 else ():
        part = min(left - released, unreleased)
        if part == 0:
            break
        _release(purpose, payout, part, now=now)
        released += part
    return released


def _release(purpose: str, payout: Payout, amount_minor: int, *, now: datetime) -> None:
    release = PurposeRelease.objects.create(
        purpose=purpose, payout=payout, amount_minor=amount_minor, released_at=now
    )
    books.post(
        books.Posting(
            kind="release",
            key=f"release:{release.uid}",
            effective_on=find_open_day(now.date()),
            reference=payout.reference,
            lines=[(find_account(purpose), amount_minor), (chart.FUND_AVAILABLE, -amount_minor)],
        )
    )


def _list_spending(purpose: str) -> list[tuple[Payout, int]]:
    """Return what was paid for the purpose and not released whole, with what is left of each."""
    made = PurposeRelease.objects.filter(payout=OuterRef("pk")).values("payout")
    released = Coalesce(Subquery(made.annotate(sum=Sum("amount_minor")).values("sum")), 0)
    paid = Payout.objects.filter(state=Payout.State.COMPLETED, draw__provider__kind=purpose)
    rows = paid.annotate(left=F("paid_minor") - released).filter(left__gt=0)
    return [(payout, payout.left) for payout in rows.order_by("completed_at", "pk")]


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
