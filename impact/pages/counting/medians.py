"""The middle of a cohort: median and quartiles, rounded, over eleven women or more."""

from collections.abc import Mapping, Sequence
from typing import Any

from impact.pages.counting.women import Woman
from impact.pages.suppression.choosing import HELD, NEW, WITHHELD
from impact.pages.suppression.following import Values, may_show_again
from impact.participants.models import Interview

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
    women: Sequence[Woman],
    *,
    before: Sequence[Mapping[int, Values]],
    old: Sequence[Mapping[str, Any]],
) -> tuple[list[dict[str, Any]], dict[int, Values]]:
    """Return the band of each interview, and over which answers each is, by the interview.

    `before` are the answers behind each earlier publication that is remembered, the latest first;
    `old` are the bands of the latest. A band follows each earlier one when all answers are the same
    or those of eleven women changed, else the latest one stands.
    """
    stands = {band["wave"]: band for band in old if "median" in band}
    bands: list[dict[str, Any]] = []
    behind: dict[int, Values] = {}
    for wave in Interview.Wave.values:
        answers = {one.code: one.daily_minor[wave] for one in women if wave in one.daily_minor}
        earlier = [one[wave] for one in before if one.get(wave)] or [{}]
        if all(may_show_again(now=answers, before=one) for one in earlier):
            lower, middle, upper = find_quartiles(list(answers.values()))
            band = {"wave": wave, "lower": lower, "median": middle, "upper": upper}
            bands.append({**band, "state": NEW})
            behind[wave] = answers
        elif wave in stands:
            bands.append({**stands[wave], "state": HELD})
            behind[wave] = before[0][wave]
        else:
            bands.append({"wave": wave, "state": WITHHELD})
    return bands, behind


def _find_quarter(ordered: Sequence[int], quarter: int) -> int:
    place, rest = divmod((len(ordered) - 1) * quarter, 4)
    after = ordered[min(place + 1, len(ordered) - 1)]
    fourfold = ordered[place] * (4 - rest) + after * rest
    return (fourfold + 2 * STEP_MINOR) // (4 * STEP_MINOR) * STEP_MINOR
