"""The fund's money by quarter, in whole dollars, rounded down."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from impact.books.queries import list_growth_by_quarter
from impact.giving.purposes import GIVEN
from impact.pages.counting.quarters import name_quarter
from impact.pages.counting.telling import find_credited, find_shown
from impact.proofs.queries import SHOWN_KINDS

QUARTERS_SHOWN = 8
FUND = "fund:training:"
SALES = SHOWN_KINDS


def list_quarters(*, until: date) -> list[dict[str, Any]]:
    """Return what sales and gifts brought the fund in each of the last quarters, less returns."""
    sums: dict[date, dict[str, int]] = defaultdict(lambda: {"sales": 0, "gifts": 0})
    for growth in list_growth_by_quarter(prefix=FUND, until=until, kinds=(*SALES, *GIVEN)):
        side = "gifts" if growth.kind in GIVEN else "sales"
        sums[growth.quarter_on][side] += growth.amount_minor
    return [
        {"quarter": name_quarter(day), **{side: cents // 100 for side, cents in both.items()}}
        for day, both in sorted(sums.items())[-QUARTERS_SHOWN:]
    ]


def get_actuals(
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
    if (last := find_shown(quarter_on=quarter_on)) is not None:
        waiting = last.pending_dollars + last.available_dollars
        actuals["set_aside"] = waiting + last.credited_dollars
    if (dollars := find_credited(quarter_on=quarter_on)) is not None:
        actuals["credited"] = dollars
    if told := sum(row["dollars"] for row in spending):
        actuals["paid"] = told
    return {**actuals, "accounts": people_count}
