"""The fund's money by quarter, in whole dollars, rounded down."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from impact.books.chart import COMMITTED, FUND_AVAILABLE, FUND_PENDING, TRAINING
from impact.books.queries import list_growth_by_quarter
from impact.books.trial_balance import list_balances
from impact.giving.purposes import GIVEN
from impact.pages.counting.quarters import find_last_day, name_quarter
from impact.pages.counting.telling import find_credited
from impact.payouts.queries import list_paid_by
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
    What was credited is what the daily figures said (`find_credited`).
    """
    if not people_count:
        return {}
    last_day = find_last_day(quarter_on)
    balances = [(row.code, -row.balance_minor) for row in list_balances(day=last_day)]
    credited = sum(one.amount_minor for one in list_paid_by(through=last_day))
    credited += sum(cents for code, cents in balances if code.startswith((TRAINING, COMMITTED)))
    waiting = sum(cents for code, cents in balances if code in {FUND_PENDING, FUND_AVAILABLE})
    actuals = {"set_aside": (credited + waiting) // 100}
    if (dollars := find_credited(quarter_on=quarter_on)) is not None:
        actuals["credited"] = dollars
    if told := sum(row["dollars"] for row in spending):
        actuals["paid"] = told
    return {**actuals, "accounts": people_count}
