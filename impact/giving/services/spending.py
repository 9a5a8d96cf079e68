"""Restricted money becomes free as it is spent on its purpose, and in no other way.

What a payment had freed is restricted again when the payment comes back.
"""

from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat

from impact.books import chart
from impact.books import services as books
from impact.books.models import Entry, Line
from impact.books.queries import find_open_day, get_balance
from impact.giving.models import PurposeRelease
from impact.giving.purposes import GIVEN, RESTRICTED, find_account
from impact.payouts.models import Payout

LOCK = 4_207_314
"""The advisory lock's number, ours alone: one release at a time."""


def release_spent(*, now: datetime) -> int:
    """Release what completed payouts have spent on each purpose; return the cents released.

    The fund has paid for it already, so the same sum moves from the purpose to the available fund;
    only what was given by the day of the payment.
    What payments that came back had freed returns to its purpose first. Safe to repeat and at once.
    """
    restore_returned(now=now)
    return sum(_release_purpose(purpose, now=now) for purpose in RESTRICTED)


@transaction.atomic
def restore_returned(*, now: datetime) -> int:
    """Give each purpose back what payments that came back had freed of it; return the cents.

    The fund gives it, or the reserve where the fund has passed it on to accounts: what stands in
    those is never taken back (DOMAIN.md, rules 4 and 5). Safe to repeat and at once.
    """
    _take_turn()
    releases = list(_find_to_restore())
    for release in releases:
        if not books.post_if_covered(_build_return(release, source=chart.FUND_AVAILABLE, now=now)):
            books.post(_build_return(release, source=chart.RESERVE, now=now))
    return sum(release.amount_minor for release in releases)


def _find_to_restore() -> QuerySet[PurposeRelease]:
    """Return the releases whose payment came back and that nothing has undone."""
    key = Concat(Value("release:"), Cast("uid", CharField()), output_field=CharField())
    undone = Concat("key", Value(":undone"), output_field=CharField())
    rows = PurposeRelease.objects.filter(payout__state=Payout.State.RETURNED).annotate(key=key)
    return (
        rows.annotate(undone=undone)
        .exclude(Exists(Entry.objects.filter(key=OuterRef("undone"))))
        .exclude(Exists(Entry.objects.filter(reverses__key=OuterRef("key"))))
        .select_related("payout")
        .order_by("pk")
    )


def _build_return(release: PurposeRelease, *, source: str, now: datetime) -> books.Posting:
    """Return the entry that takes it out of `source`, back to its purpose."""
    return books.Posting(
        kind="release-undone",
        key=f"release:{release.uid}:undone",
        effective_on=find_open_day(now.date()),
        reference=release.payout.reference,
        lines=[
            (source, release.amount_minor),
            (find_account(release.purpose), -release.amount_minor),
        ],
    )


@transaction.atomic
def _release_purpose(purpose: str, *, now: datetime) -> int:
    account = find_account(purpose)
    _take_turn()
    left = get_balance(account)
    released = 0
    for payout, unreleased, day in _list_spending(purpose) if left > 0 else ():
        if released == left:
            break
        later = _sum_given(account, after=day)
        part = min(left - released - later, unreleased)
        if part <= 0:
            continue
        _release(purpose, payout, part, now=now)
        released += part
    return released


def _sum_given(account: str, *, after: date) -> int:
    """Return the cents given for a purpose after a day, less what went back.

    What was spent before somebody gave is not what she gave for: it frees nothing of hers.
    """
    lines = Line.objects.filter(
        account__code=account, entry__kind__in=GIVEN, entry__effective_on__gt=after
    )
    return -int(lines.aggregate(sum=Sum("amount_minor", default=0))["sum"])


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


def _list_spending(purpose: str) -> list[tuple[Payout, int, date]]:
    """Return what was paid for the purpose and not released whole: what is left, and its day."""
    made = PurposeRelease.objects.filter(payout=OuterRef("pk")).values("payout")
    released = Coalesce(Subquery(made.annotate(sum=Sum("amount_minor")).values("sum")), 0)
    paid = Payout.objects.filter(state=Payout.State.COMPLETED, draw__provider__kind=purpose)
    rows = paid.annotate(
        left=F("paid_minor") - released, day=F("resolving_entry__effective_on")
    ).filter(left__gt=0)
    return [(one, one.left, one.day) for one in rows.order_by("completed_at", "pk")]


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
