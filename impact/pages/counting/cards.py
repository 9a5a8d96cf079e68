"""What may be told of one account: rounded, and alike for eleven women or more (rules 22 to 24)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from impact.pages.counting.moments import read_credited
from impact.pages.counting.women import Woman
from impact.pages.quarters import find_last_day
from impact.pages.suppression import SMALLEST_COHORT
from impact.payouts.queries import list_paid_by

STEP_DOLLARS = 5
TRAITS = (("country", "goal", "progress"), ("country", "goal"), ("country",), ())
"""What is told of her beside her pseudonym, from the most to nothing."""


def choose_own(women: Iterable[Woman], *, agreed: frozenset[str]) -> frozenset[str]:
    """Return whose pages may tell amounts: of all who agreed, or of nobody.

    Take them away from the fund's totals, and what is left is that of the others: eleven or none.
    """
    others = sum(one.code not in agreed for one in women)
    return frozenset() if 0 < others < SMALLEST_COHORT else agreed


def build_cards(
    women: Sequence[Woman], *, own: frozenset[str], known: frozenset[str], quarter_on: date
) -> dict[str, dict[str, Any]]:
    """Return the card of each woman who has one of her `own`, by her account's code.

    That of those `known` tells traits: so many that eleven women share them all. When she reached
    her milestones tells how far she is, so it goes with them.
    """
    credited, used = read_amounts(quarter_on)
    counts = Counter((traits, read_traits(one, traits)) for one in women for traits in TRAITS)
    return {
        one.code: {
            **(_find_shared(one, counts) if one.code in known else {}),
            "months": list(one.months) if one.code in known else [],
            "credited": round_dollars(credited[one.code]),
            "used": round_dollars(used[one.code]),
        }
        for one in women
        if one.code in own
    }


def read_amounts(quarter_on: date) -> tuple[Counter[str], Counter[str]]:
    """Return what was ever credited to each account, and what was paid of it, in cents."""
    last_day = find_last_day(quarter_on)
    used: Counter[str] = Counter()
    for one in list_paid_by(through=last_day):
        used[one.account_code] += one.amount_minor
    return read_credited(day=last_day), used


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
