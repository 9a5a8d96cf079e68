"""Whether sums over people may follow those that were shown before (rule 23)."""

from collections.abc import Collection, Mapping
from itertools import compress, product

Amounts = Mapping[str, tuple[int, ...]]
"""What of each figure is one person's, by her code."""


def may_follow(
    *, now: Amounts, before: Amounts, smallest: int, known: Collection[str] = frozenset()
) -> bool:
    """Return whether new figures may follow the earlier ones.

    They may when every figure, and every sum of some of them, changed by what belongs to nobody or
    to `smallest` people at least: their difference is a figure too. Of those `known`, whose own
    amounts are told elsewhere, a reader takes her away: so it must hold without them as well.
    """
    changes = {one: change for one, change in _list_changes(now, before) if any(change)}
    width = len(next(iter(changes.values()), ()))
    for chosen in product((0, 1), repeat=width):
        changed = [one for one, change in changes.items() if sum(compress(change, chosen))]
        hidden = sum(one not in known for one in changed)
        if 0 < len(changed) < smallest or 0 < hidden < smallest:
            return False
    return True


def _list_changes(now: Amounts, before: Amounts) -> list[tuple[str, tuple[int, ...]]]:
    """Return by how much each person's figures changed."""
    none = (0,) * len(next(iter([*now.values(), *before.values()]), ()))
    return [
        (
            one,
            tuple(
                new - old
                for new, old in zip(now.get(one, none), before.get(one, none), strict=True)
            ),
        )
        for one in now.keys() | before.keys()
    ]
