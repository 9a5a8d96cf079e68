"""Whether sums over people may follow those that were shown before (rule 23)."""

from collections.abc import Mapping
from itertools import compress, product

Amounts = Mapping[str, tuple[int, ...]]
"""What of each figure is one person's, by her code."""


def may_follow(*, now: Amounts, before: Amounts, smallest: int) -> bool:
    """Return whether new figures may follow the earlier ones.

    They may when every figure, and every sum of some of them, changed by what belongs to nobody or
    to `smallest` people at least: their difference is a figure too.
    """
    width = len(next(iter([*now.values(), *before.values()]), ()))
    none = (0,) * width
    changes = [
        tuple(new - old for new, old in zip(now.get(one, none), before.get(one, none), strict=True))
        for one in now.keys() | before.keys()
    ]
    counts = (
        sum(1 for change in changes if sum(compress(change, chosen)))
        for chosen in product((0, 1), repeat=width)
    )
    return not any(0 < count < smallest for count in counts)
