"""Of which moments the fund's figures may speak, after all that was shown before (ADR 0018)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from django.db.models import Max, QuerySet

from impact.pages.counting.moments import (
    Told,
    compare,
    list_changes,
    list_credited,
    read_credited,
)
from impact.pages.counting.quarters import add_quarters, find_end, find_last_day
from impact.pages.counting.spending import Day, Paid, list_beside, read_spending, sum_paid
from impact.pages.models import FundBatch
from impact.pages.queries import list_own_pages, list_remembered
from impact.pages.suppression.choosing import REMEMBERED, SMALLEST_COHORT
from impact.pages.suppression.following import Amounts, may_follow
from impact.payouts.queries import list_paid_before, list_paid_by, list_uses

FAR = datetime(9999, 1, 1, tzinfo=UTC)


def choose_moments(*, batch: FundBatch, last: FundBatch) -> Told:
    """Return of which moments a batch may speak: the newest of which nothing tells of few.

    Both are new, or one of what was credited and what left the accounts, or everything stands as
    it was last shown; so it does when nothing changed.
    """
    fresh, stands = batch.as_of, _read(last)
    is_rare = batch.payout_account_count < SMALLEST_COHORT
    news = Told(credited_as_of=fresh, uses_as_of=stands.uses_as_of if is_rare else fresh)
    if not any(map(any, list_changes(before=stands, now=news).values())):
        return stands
    earlier = list_told()
    for told in (
        news,
        Told(credited_as_of=fresh, uses_as_of=stands.uses_as_of),
        Told(credited_as_of=stands.credited_as_of, uses_as_of=news.uses_as_of),
    ):
        if _may_tell(told, earlier=earlier):
            return told
    return stands


def list_told() -> list[Told]:
    """Return the latest states of the figures that were shown, the latest first."""
    shown = _list_shown()
    moments = ("credited_as_of", "uses_as_of", "payout_account_count")
    states = shown.order_by().values(*moments).annotate(latest=Max("pk")).order_by("-latest")
    latest = shown.filter(pk__in=[row["latest"] for row in states[:REMEMBERED]])
    return [_read(batch) for batch in latest]


def list_spent_by(*, quarter_on: date) -> Paid:
    """Return the payments that a quarter's spending speaks of.

    They are those behind the last daily figures by the quarter's end that told what was paid, so
    that nothing lies between the two.
    """
    by_then = _list_split().filter(uses_as_of__lte=find_end(quarter_on))
    last = by_then.order_by("-uses_as_of").values_list("uses_as_of", flat=True).first()
    paid = (
        list_paid_by(through=find_last_day(quarter_on)) if last is None else list_paid_before(last)
    )
    return sum_paid(paid)


def list_days_since(quarter_on: date) -> list[Day]:
    """Return what the daily figures told of payments, each time, since the quarter began."""
    days = _list_split().filter(as_of__gte=find_end(add_quarters(quarter_on, -1)))
    moments = days.order_by("uses_as_of").values_list("uses_as_of", flat=True).distinct()
    return [list_uses(before=moment) for moment in moments if moment is not None]


def find_shown(*, quarter_on: date) -> FundBatch | None:
    """Return the last daily figures that were shown by a quarter's end."""
    return _list_shown().filter(as_of__lte=find_end(quarter_on)).first()


def find_credited(*, quarter_on: date) -> int | None:
    """Return the whole dollars credited by a quarter's end, as the daily figures told them.

    Where these began later, what the books say, if nothing or eleven accounts lie between; else
    None.
    """
    if (last := find_shown(quarter_on=quarter_on)) is not None:
        return last.credited_dollars
    credited = read_credited(day=find_last_day(quarter_on))
    dollars = sum(credited.values()) // 100
    first = _list_shown().order_by("period").first()
    if first is None:
        return dollars
    told = read_credited(day=None)
    told.subtract(list_credited(since=_read(first).credited_as_of, until=FAR))
    return dollars if _follows(compare(credited, told)) else None


def _may_tell(told: Told, *, earlier: list[Told]) -> bool:
    """Return whether these figures may stand after the earlier ones and the last publication."""
    return all(_follows(changes) for changes in _list_all_changes(told, earlier=earlier))


def _list_all_changes(told: Told, *, earlier: list[Told]) -> Iterator[Amounts]:
    for one in earlier:
        yield list_changes(before=one, now=told)
    if told.uses_as_of is not None:
        uses = list_uses(before=told.uses_as_of)
        for publication in list_remembered():
            yield list_beside(read_spending(publication), uses)


def _follows(changes: Amounts) -> bool:
    return may_follow(now=changes, before={}, smallest=SMALLEST_COHORT, known=list_own_pages())


def _list_shown() -> QuerySet[FundBatch]:
    return FundBatch.objects.filter(account_count__gte=SMALLEST_COHORT)


def _list_split() -> QuerySet[FundBatch]:
    """Return the figures shown that told what was committed, paid and completed apart."""
    return _list_shown().filter(payout_account_count__gte=SMALLEST_COHORT, uses_as_of__isnull=False)


def _read(batch: FundBatch) -> Told:
    """Return of which moments a batch spoke."""
    is_split = batch.payout_account_count >= SMALLEST_COHORT
    return Told(
        credited_as_of=batch.credited_as_of or batch.as_of,
        uses_as_of=batch.uses_as_of if is_split else None,
    )
