"""Whether medians, and sums of money, may follow those that were shown before (rule 23)."""

from collections.abc import Collection, Mapping, Sequence
from itertools import compress, islice, product

from impact.pages.suppression import SMALLEST_COHORT

Values = Mapping[str, int]
"""What each person's answer was, by her code."""
Amounts = Mapping[str, tuple[int, ...]]
"""What of each figure is one person's, by her code."""


def may_show_again(*, now: Values, before: Values) -> bool:
    """Return whether a median over `now` may follow the one over `before`.

    It may when all are the same people with the same answers, or when enough of them came, went or
    answered otherwise.
    """
    changed = sum(now.get(one) != before.get(one) for one in now.keys() | before.keys())
    return len(now) >= SMALLEST_COHORT and (changed == 0 or changed >= SMALLEST_COHORT)


def may_follow(changes: Amounts, *, known: Collection[str] = frozenset()) -> bool:
    """Return whether figures may follow earlier ones, given whose money they differ by.

    They may when the difference of every figure, and of every sum of some of them, belongs to
    nobody or to eleven people at least: it is a figure too. Of those `known`, whose own amounts are
    told elsewhere, a reader takes her away: so it must hold without them as well.
    """
    moved = [(one in known, change) for one, change in changes.items() if any(change)]
    moved.sort()  # those of whom a reader knows nothing else first
    width = len(moved[0][1]) if moved else 0
    return all(_is_of_enough(moved, chosen) for chosen in product((0, 1), repeat=width))


def subtract(now: Amounts, before: Amounts) -> Amounts:
    """Return by how much each person's figures differ from the earlier ones."""
    none = (0,) * len(next(iter([*now.values(), *before.values()]), ()))
    pairs = {one: (now.get(one, none), before.get(one, none)) for one in {*now, *before}}
    return {
        one: tuple(new - old for new, old in zip(*pair, strict=True)) for one, pair in pairs.items()
    }


def _is_of_enough(moved: Sequence[tuple[bool, tuple[int, ...]]], chosen: tuple[int, ...]) -> bool:
    """Return whether a sum of the chosen figures is of nobody or of enough people."""
    theirs = (is_known for is_known, change in moved if sum(compress(change, chosen)))
    first = list(islice(theirs, SMALLEST_COHORT))
    hidden = first.count(False)
    return hidden == SMALLEST_COHORT or (hidden == 0 and len(first) in {0, SMALLEST_COHORT})
