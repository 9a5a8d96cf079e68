"""The fund's money by quarter, in whole dollars, rounded down: as far as the days told it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from impact.books.queries import list_growth_by_quarter
from impact.giving.purposes import GIVEN
from impact.pages.counting.days import find_last_shown, find_last_uses, read_told
from impact.pages.counting.moments import compare, list_credited, read_credited
from impact.pages.counting.spending import Paid, sum_paid
from impact.pages.models import FundBatch
from impact.pages.quarters import find_last_day, name_quarter
from impact.pages.queries import list_own_pages
from impact.pages.suppression.following import may_follow
from impact.payouts.queries import list_paid_before, list_paid_by
from impact.proofs.queries import SHOWN_KINDS as SALES

QUARTERS_SHOWN = 8
FUND = "fund:training:"
FAR = datetime(9999, 1, 1, tzinfo=UTC)


def build_quarters(*, until: date) -> list[dict[str, Any]]:
    """Return what sales and gifts brought the fund in each of the last quarters, less returns."""
    sums: dict[date, dict[str, int]] = defaultdict(lambda: {"sales": 0, "gifts": 0})
    for growth in list_growth_by_quarter(prefix=FUND, until=until, kinds=(*SALES, *GIVEN)):
        side = "gifts" if growth.kind in GIVEN else "sales"
        sums[growth.quarter_on][side] += growth.amount_minor
    return [
        {"quarter": name_quarter(day), **{side: cents // 100 for side, cents in both.items()}}
        for day, both in sorted(sums.items())[-QUARTERS_SHOWN:]
    ]


def read_paid(*, quarter_on: date) -> Paid:
    """Return the payments that a quarter's spending speaks of.

    They are those behind the last daily figures by the quarter's end that told what was paid, so
    that nothing lies between the two.
    """
    last = find_last_uses(quarter_on=quarter_on)
    if last is None:
        return sum_paid(list_paid_by(through=find_last_day(quarter_on)))
    return sum_paid(list_paid_before(last))


def read_actuals(
    *, quarter_on: date, people_count: int, spending: Iterable[Mapping[str, Any]]
) -> dict[str, int]:
    """Return the figures that goals may be measured by, at the end of a quarter; whole dollars.

    None while fewer than eleven women are counted. What was paid is the sum of the `spending` that
    is published beside it: a total of its own would tell of the payments that are held back there.
    What was set aside and credited is what the daily figures said by then: books that learn later
    of that time would tell of few.
    """
    if not people_count:
        return {}
    actuals = {}
    if (last := find_last_shown(quarter_on=quarter_on)) is not None:
        actuals["set_aside"] = last.total_dollars
    if (dollars := find_credited(quarter_on=quarter_on)) is not None:
        actuals["credited"] = dollars
    if told := sum(row["dollars"] for row in spending):
        actuals["paid"] = told
    return {**actuals, "accounts": people_count}


def find_credited(*, quarter_on: date) -> int | None:
    """Return the whole dollars credited by a quarter's end, as the daily figures told them.

    Where these began later, what the books say, if nothing or eleven accounts lie between; else
    None.
    """
    if (last := find_last_shown(quarter_on=quarter_on)) is not None:
        return last.credited_dollars
    credited = read_credited(day=find_last_day(quarter_on))
    dollars = credited.total() // 100
    first = FundBatch.objects.shown().last()
    if first is None:
        return dollars
    told = read_credited(day=None)
    told.subtract(list_credited(since=read_told(first).credited_as_of, until=FAR))
    is_safe = may_follow(compare(credited, told), known=list_own_pages())
    return dollars if is_safe else None
