"""What may be told of one account: rounded, and alike for eleven women or more (rules 22 to 24)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from impact.books.chart import COMMITTED, TRAINING
from impact.books.trial_balance import list_balances
from impact.pages.counting.quarters import find_last_day
from impact.pages.counting.women import Woman
from impact.pages.suppression.choosing import SMALLEST_COHORT
from impact.payouts.queries import list_paid_by

STEP_DOLLARS = 5
TRAITS = (("country", "goal", "progress"), ("country", "goal"), ("country",), ())
"""What is told of her beside her pseudonym, from the most to nothing."""


def build_cards(women: Sequence[Woman], *, quarter_on: date) -> dict[str, dict[str, Any]]:
    """Return the card of each woman who is counted, by her account's code.

    Of country, goal and progress it holds so many that eleven women share them all.
    """
    credited, used = read_amounts(quarter_on)
    counts = Counter((traits, read_traits(one, traits)) for one in women for traits in TRAITS)
    return {
        one.code: {
            **_find_shared(one, counts),
            "months": list(one.months),
            "credited": round_dollars(credited[one.code]),
            "used": round_dollars(used[one.code]),
        }
        for one in women
    }


def read_amounts(quarter_on: date) -> tuple[dict[str, int], dict[str, int]]:
    """Return what was ever credited to each account, and what was paid of it, in cents."""
    credited: dict[str, int] = defaultdict(int)
    used: dict[str, int] = defaultdict(int)
    last_day = find_last_day(quarter_on)
    for row in list_balances(day=last_day):
        if row.code.startswith((TRAINING, COMMITTED)):
            credited[row.code.partition(":")[2]] -= row.balance_minor
    for one in list_paid_by(through=last_day):
        credited[one.account_code] += one.amount_minor
        used[one.account_code] += one.amount_minor
    return credited, used


def round_dollars(cents: int) -> int:
    """Return whole dollars, rounded down to five."""
    return cents // (100 * STEP_DOLLARS) * STEP_DOLLARS


def read_traits(one: Woman, traits: tuple[str, ...]) -> tuple[Any, ...]:
    """Return the values of these traits."""
    return tuple(getattr(one, trait) for trait in traits)


def _find_shared(one: Woman, counts: Counter[Any]) -> dict[str, Any]:
    """Return the most traits that eleven women or more share with her."""
    for traits in TRAITS:
        values = read_traits(one, traits)
        if counts[traits, values] >= SMALLEST_COHORT:
            return dict(zip(traits, values, strict=True))
    return {}
