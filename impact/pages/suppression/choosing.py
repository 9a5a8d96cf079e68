"""Choose which tables of counts may be published this quarter."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from impact.pages.suppression import SMALLEST_COHORT
from impact.pages.suppression.packing import keeps_apart

COUNTED = "counted"
"""The table that says who is counted at all; it has one cell."""
NEW, HELD, WITHHELD = "new", "held", "withheld"

Table = Mapping[str, str]
"""In which cell each person is counted, by her code; who has none is counted in no cell."""
Tables = Mapping[str, Table]
"""The tables of one publication by their names, `COUNTED` among them."""


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


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Below how many people nothing may tell of any, for whoever knows some of them."""

    known: frozenset[str] = frozenset()
    smallest: int = SMALLEST_COHORT

    def allows(self, people: Iterable[str], tables: Sequence[Table]) -> bool:
        """Return whether the tables may stand together, for all readers."""
        everybody = frozenset(people)
        return all(
            is_safe(
                people=everybody - gone, tables=_leave_out(tables, gone), smallest=self.smallest
            )
            for gone in {frozenset[str](), self.known}
        )


def choose_tables(
    *,
    people: Iterable[str],
    dimensions: Sequence[Dimension],
    remembered: Sequence[Tables] = (),
    known: frozenset[str] = frozenset(),
    smallest: int = SMALLEST_COHORT,
) -> Choice:
    """Return what may be published, given what was published before, the latest first.

    Earlier dimensions go first. Each takes the finest grouping that, with all chosen so far and
    all that is remembered, lets nobody reckon out a figure of fewer than `smallest` people. Where
    none does, what was published last is published again; where nothing was, nothing is. People
    who came since are counted once they are enough.

    Of those `known` a reader has pages of their own: she takes them away, and what is left must
    tell of nobody either.
    """
    before = remembered[0] if remembered else {}
    told = _list_tables(remembered)
    last = frozenset(before.get(COUNTED, ()))
    rule = Rule(known=known, smallest=smallest)
    counted = _choose_people(frozenset(people) | last, told, last=last, rule=rule)
    kept: list[Table] = [dict.fromkeys(counted, COUNTED), *told]
    tables = []
    for dimension in dimensions if counted else ():
        found = _find_grouping(dimension, counted, kept, rule=rule)
        if found is None:
            old = before.get(dimension.name, {})
            state = HELD if old else WITHHELD
            tables.append(ChosenTable(name=dimension.name, state=state, table=old))
            continue
        kept.append(found)
        tables.append(ChosenTable(name=dimension.name, state=NEW, table=found))
    return Choice(people=counted, tables=tuple(tables))


def is_safe_beside(choice: Choice, *, remembered: Sequence[Tables], known: frozenset[str]) -> bool:
    """Return whether all of it may still stand when a reader knows of these people."""
    tables = [
        dict.fromkeys(choice.people, COUNTED),
        *_list_tables(remembered),
        *(one.table for one in choice.tables),
    ]
    return Rule(known=known).allows(choice.people, tables)


def is_safe(*, people: Iterable[str], tables: Iterable[Table], smallest: int) -> bool:
    """Return whether these tables, together, tell of nobody in a group below `smallest`."""
    rows = dict.fromkeys(people, 0)
    places: dict[tuple[int, str], int] = {}
    for number, table in enumerate(tables):
        for person, value in table.items():
            rows[person] |= 1 << places.setdefault((number, value), len(places))
    return keeps_apart(list(rows.values()), smallest=smallest)


def _list_tables(remembered: Iterable[Tables]) -> list[Table]:
    return [table for tables in remembered for table in tables.values()]


def _leave_out(tables: Iterable[Table], gone: frozenset[str]) -> list[Table]:
    """Return the tables without these people, each once."""
    left: list[Table] = []
    for table in tables:
        rest = {code: cell for code, cell in table.items() if code not in gone} if gone else table
        if rest and rest not in left:
            left.append(rest)
    return left


def _choose_people(
    everybody: frozenset[str], told: Sequence[Table], *, last: frozenset[str], rule: Rule
) -> frozenset[str]:
    """Return everybody when that is safe beside what is known, else those counted last."""
    tables = [dict.fromkeys(everybody, COUNTED), *told]
    if len(everybody) >= rule.smallest and rule.allows(everybody, tables):
        return everybody
    return last


def _find_grouping(
    dimension: Dimension, people: frozenset[str], kept: Sequence[Table], *, rule: Rule
) -> Table | None:
    """Return the finest grouping that is safe beside the kept tables."""
    for grouping in dimension.groupings:
        table = {person: value for person, value in grouping.items() if person in people}
        if table and rule.allows(people, [*kept, table]):
            return table
    return None
