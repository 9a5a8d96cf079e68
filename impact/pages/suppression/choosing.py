"""Choose what of the figures about women may be published this quarter (ADR 0018)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from impact.pages.suppression.packing import keeps_apart

SMALLEST_COHORT = 11
"""Figures count at least this many accounts, or they are not shown (DOMAIN.md, rule 23)."""
COUNTED = "counted"
"""The table that says who is counted at all; it has one cell."""
NEW, HELD, WITHHELD = "new", "held", "withheld"

Table = Mapping[str, str]
"""In which cell each person is counted, by her code; who has none is counted in no cell."""


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """Something people are counted by, and its groupings from the finest to the coarsest."""

    name: str
    groupings: tuple[Table, ...]


@dataclass(frozen=True, kw_only=True)
class ChosenTable:
    """What of one dimension may be published: new, as it was last time, or nothing."""

    name: str
    state: str
    table: Table

    def count(self) -> dict[str, int]:
        """Return the size of each cell, the cells in alphabetic order."""
        return dict(sorted(Counter(self.table.values()).items()))


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Who is counted, and the tables in the order of their dimensions."""

    people: frozenset[str]
    tables: tuple[ChosenTable, ...]


def choose_tables(
    *,
    people: Iterable[str],
    dimensions: Sequence[Dimension],
    before: Mapping[str, Table],
    smallest: int = SMALLEST_COHORT,
) -> Choice:
    """Return what may be published, given what was published last time.

    Earlier dimensions go first. Each takes the finest grouping that, with all chosen so far and
    all of `before`, lets nobody reckon out a figure of fewer than `smallest` people. Where none
    does, what was published before is published again; where nothing was, nothing is. People who
    came since are counted once they are enough.
    """
    shown = {name: table for name, table in before.items() if table}
    counted = _choose_people(frozenset(people), shown, smallest=smallest)
    kept: list[Table] = [dict.fromkeys(counted, COUNTED), *shown.values()]
    tables = []
    for dimension in dimensions if counted else ():
        found = _find_grouping(dimension, counted, kept, smallest=smallest)
        if found is None:
            old = shown.get(dimension.name, {})
            state = HELD if old else WITHHELD
            tables.append(ChosenTable(name=dimension.name, state=state, table=old))
            continue
        kept.append(found)
        tables.append(ChosenTable(name=dimension.name, state=NEW, table=found))
    return Choice(people=counted, tables=tuple(tables))


def is_safe(*, people: Iterable[str], tables: Iterable[Table], smallest: int) -> bool:
    """Return whether these tables, together, tell of nobody in a group below `smallest`."""
    rows = dict.fromkeys(people, 0)
    places: dict[tuple[int, str], int] = {}
    for number, table in enumerate(tables):
        for person, value in table.items():
            rows[person] |= 1 << places.setdefault((number, value), len(places))
    return keeps_apart(list(rows.values()), smallest=smallest)


def may_show_again(*, now: frozenset[str], before: frozenset[str], smallest: int) -> bool:
    """Return whether a median over `now` may follow the one over `before`.

    It may when all are the same people, or enough of them came or went.
    """
    changed = len(now ^ before)
    return len(now) >= smallest and (changed == 0 or changed >= smallest)


def _choose_people(
    people: frozenset[str], shown: Mapping[str, Table], *, smallest: int
) -> frozenset[str]:
    """Return everybody when that is safe beside what is known, else those counted before."""
    before = frozenset(shown.get(COUNTED, ()))
    everybody = people | before
    tables = [dict.fromkeys(everybody, COUNTED), *shown.values()]
    is_enough = len(everybody) >= smallest
    if is_enough and is_safe(people=everybody, tables=tables, smallest=smallest):
        return everybody
    return before


def _find_grouping(
    dimension: Dimension, people: frozenset[str], kept: Sequence[Table], *, smallest: int
) -> Table | None:
    """Return the finest grouping that is safe beside the kept tables."""
    for grouping in dimension.groupings:
        table = {person: value for person, value in grouping.items() if person in people}
        if table and is_safe(people=people, tables=[*kept, table], smallest=smallest):
            return table
    return None
