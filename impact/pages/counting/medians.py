"""The middle of a cohort: median and quartiles, rounded, over eleven women or more."""

from collections.abc import Mapping, Sequence
from typing import Any

from impact.pages.counting.women import ALL_WAVES, Woman
from impact.pages.suppression.choosing import SMALLEST_COHORT, may_show_again

STEP_MINOR = 5
"""Amounts are rounded to five cents: none is one woman's own figure."""


def find_quartiles(values: Sequence[int]) -> tuple[int, int, int]:
    """Return lower quartile, median and upper quartile, rounded half up to five cents.

    A quartile between two values is their mean, weighted by its place (Hyndman and Fan, type 7).
    """
    ordered = sorted(values)
    lower, middle, upper = (_find_quarter(ordered, quarter) for quarter in (1, 2, 3))
    return lower, middle, upper


def build_bands(
    women: Sequence[Woman], *, before: Mapping[str, frozenset[str]], old: Mapping[int, Any]
) -> tuple[list[dict[str, Any]], dict[str, frozenset[str]]]:
    """Return the band of each interview, and over whom each is.

    `before` and `old` are what was published last time: over whom, and the bands. A band follows an
    earlier one when all women are the same or eleven changed, else the earlier one stands.
    """
    bands, people = [], {}
    for wave in ALL_WAVES:
        name = f"band_{wave}"
        asked = {one.code: one.daily_minor[wave] for one in women if wave in one.daily_minor}
        now, earlier = frozenset(asked), before.get(name, frozenset())
        if may_show_again(now=now, before=earlier, smallest=SMALLEST_COHORT):
            lower, middle, upper = find_quartiles(list(asked.values()))
            band = {"wave": wave, "lower": lower, "median": middle, "upper": upper}
            bands.append({**band, "state": "new"})
            people[name] = now
        elif earlier and wave in old:
            bands.append({**old[wave], "state": "held"})
            people[name] = earlier
        else:
            bands.append({"wave": wave, "state": "withheld"})
    return bands, people


def _find_quarter(ordered: Sequence[int], quarter: int) -> int:
    place, rest = divmod((len(ordered) - 1) * quarter, 4)
    after = ordered[min(place + 1, len(ordered) - 1)]
    fourfold = ordered[place] * (4 - rest) + after * rest
    return (fourfold + 2 * STEP_MINOR) // (4 * STEP_MINOR) * STEP_MINOR
