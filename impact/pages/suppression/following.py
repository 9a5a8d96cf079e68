"""Whether sums over people may follow those that were shown before (rule 23)."""

from collections.abc import Collection, Mapping, Sequence
from itertools import compress, islice, product

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
    changes = [(one in known, change) for one, change in _list_changes(now, before) if any(change)]
    changes.sort()  # those of whom a reader knows nothing else first
    width = len(changes[0][1]) if changes else 0
    return all(
        _is_of_enough(changes, chosen, smallest=smallest)
        for chosen in product((0, 1), repeat=width)
    )


def _is_of_enough(
    changes: Sequence[tuple[bool, tuple[int, ...]]], chosen: tuple[int, ...], *, smallest: int
) -> bool:
    """Return whether a sum of the chosen figures is of nobody or of enough people."""
    moved = (is_known for is_known, change in changes if sum(compress(change, chosen)))
    first = list(islice(moved, smallest))
    hidden = first.count(False)
    return hidden == smallest or (hidden == 0 and len(first) in {0, smallest})


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
