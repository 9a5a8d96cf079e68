"""How far counts are from telling of fewer than eleven people (ADR 0018).

Each person is a row of ones and zeros: in which published cells she is counted. Whatever anybody
reckons out of the published figures by adding, subtracting and multiplying is a sum of columns.
Such a sum speaks of exactly those people for whom it is not zero.

Take away any ten people. If the rest still fix every column as far as all of them did (the rank is
the same), a sum that is zero for the rest is zero for the ten as well: so no sum speaks of ten or
fewer. That is certain when the people can be parted into eleven groups, nobody in two of them, of
which each alone has the full rank: ten people leave at least one group whole. `keeps_apart` looks
for the groups. It may miss them where they exist, and then less is published; it never errs the
other way.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

PRIME = 2**61 - 1
"""Ranks are reckoned modulo this prime: no table that we publish can have a minor it divides."""


def keeps_apart(rows: Sequence[int], *, smallest: int) -> bool:
    """Return whether no sum of columns can speak of fewer than `smallest` people, yet of some.

    `rows` hold a bit for each column, a row for each person.
    """
    rest = _sort_rare_last(rows)
    base, rest = take_base(rest)
    rank = len(base)
    for _group in range(smallest - 1):
        if len(rest) < rank:
            return False
        base, rest = take_base(rest)
        if len(base) < rank:
            return False
    return find_rank(rows) == rank


def take_base(rows: Iterable[int]) -> tuple[list[int], list[int]]:
    """Return rows that are independent modulo 2, as many as there are, and all the others.

    What is independent modulo 2 is independent in any reckoning.
    """
    leading: dict[int, int] = {}
    base: list[int] = []
    rest: list[int] = []
    for row in rows:
        left = row
        while left and (place := left.bit_length()) in leading:
            left ^= leading[place]
        if left:
            leading[left.bit_length()] = left
            base.append(row)
        else:
            rest.append(row)
    return base, rest


def find_rank(rows: Iterable[int]) -> int:
    """Return how many rows are independent in ordinary numbers."""
    leading: dict[int, list[int]] = {}
    distinct = set(rows)
    width = max((row.bit_length() for row in distinct), default=0)
    for row in sorted(distinct):
        left = [row >> place & 1 for place in range(width)]
        for place in range(width):
            if not left[place]:
                continue
            if place not in leading:
                inverse = pow(left[place], -1, PRIME)
                leading[place] = [value * inverse % PRIME for value in left]
                break
            factor = left[place]
            pairs = zip(left, leading[place], strict=True)
            left = [(value - factor * other) % PRIME for value, other in pairs]
    return len(leading)


def list_bits(row: int) -> Iterator[int]:
    """Return the places of a row's ones."""
    while row:
        yield (row & -row).bit_length() - 1
        row &= row - 1


def _sort_rare_last(rows: Sequence[int]) -> list[int]:
    """Return the rows so that people in rare cells are used up last."""
    sizes = Counter(place for row in rows for place in list_bits(row))
    rarest = {row: min((sizes[place] for place in list_bits(row)), default=0) for row in set(rows)}
    return sorted(rows, key=lambda row: (-rarest[row], row))
