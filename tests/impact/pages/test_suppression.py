"""No combination of published counts isolates fewer than eleven women."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.pages.suppression.choosing import (
    COUNTED,
    HELD,
    NEW,
    WITHHELD,
    Choice,
    Dimension,
    Table,
    choose_tables,
    is_safe,
    may_show_again,
)
from impact.pages.suppression.packing import find_rank, keeps_apart

WOMEN = [f"W{number:03d}" for number in range(60)]


def split(women: list[str], *sizes: int) -> dict[str, str]:
    """Put the first women into cell 0, the next into cell 1 and so on."""
    cells = chain.from_iterable([str(cell)] * size for cell, size in enumerate(sizes))
    return dict(zip(women, cells, strict=True))


def choose(
    *tables: dict[str, str], before: dict[str, Table] | None = None, smallest: int = 11
) -> Choice:
    people = {person for table in tables for person in table}
    dimensions = [
        Dimension(name=f"d{number}", groupings=(table,)) for number, table in enumerate(tables)
    ]
    return choose_tables(
        people=people, dimensions=dimensions, before=before or {}, smallest=smallest
    )


def read_states(choice: Choice) -> list[str]:
    return [table.state for table in choice.tables]


def remember(choice: Choice) -> dict[str, Table]:
    tables = {table.name: table.table for table in choice.tables}
    return {COUNTED: dict.fromkeys(choice.people, COUNTED), **tables}


@pytest.mark.parametrize(
    ("sizes", "state"),
    [((12, 11), NEW), ((13, 10), WITHHELD), ((23,), NEW), ((12, 10, 1), WITHHELD)],
)
def test_table_is_published_when_each_cell_counts_eleven(
    sizes: tuple[int, ...], state: str
) -> None:
    choice = choose(split(WOMEN[:23], *sizes))

    assert read_states(choice) == [state]
    assert choice.tables[0].count() == (
        {str(cell): size for cell, size in enumerate(sizes)} if state == NEW else {}
    )


def test_fewer_than_eleven_women_are_not_counted_at_all() -> None:
    choice = choose(split(WOMEN[:10], 10))

    assert (choice.people, choice.tables) == (frozenset(), ())


def test_second_table_that_differs_by_one_woman_is_withheld() -> None:
    choice = choose(split(WOMEN, 30, 30), split(WOMEN, 29, 31))

    assert read_states(choice) == [NEW, WITHHELD]


def test_nested_cells_of_two_tables_are_withheld() -> None:
    choice = choose(split(WOMEN, 40, 20), split(WOMEN, 35, 25))

    assert read_states(choice) == [NEW, WITHHELD]


def test_three_tables_that_give_one_woman_away_together_are_not_all_published() -> None:
    # a − b − c is one woman, though no two of them are nested
    one = split(WOMEN, 31, 29)
    two = {woman: str(int(int(woman[1:]) < 15)) for woman in WOMEN}
    three = {woman: str(int(15 <= int(woman[1:]) < 30)) for woman in WOMEN}

    choice = choose(one, two, three)

    assert NEW in read_states(choice)
    assert WITHHELD in read_states(choice)


def test_coarser_grouping_takes_the_place_of_a_finer_one() -> None:
    fine, coarse = split(WOMEN, 30, 25, 5), split(WOMEN, 30, 30)
    dimension = Dimension(name="status", groupings=(fine, coarse))

    choice = choose_tables(people=WOMEN, dimensions=[dimension], before={})

    assert choice.tables[0].count() == {"0": 30, "1": 30}


def test_one_woman_who_moves_leaves_the_table_as_it_was() -> None:
    first = choose(split(WOMEN, 30, 30))

    second = choose(split(WOMEN, 29, 31), before=remember(first))

    assert read_states(second) == [HELD]
    assert second.tables[0].count() == {"0": 30, "1": 30}


def test_eleven_women_who_move_are_shown() -> None:
    first = choose(split(WOMEN, 30, 30))

    second = choose(split(WOMEN, 19, 41), before=remember(first))

    assert read_states(second) == [NEW]
    assert second.tables[0].count() == {"0": 19, "1": 41}


def test_newcomers_are_counted_once_they_are_eleven() -> None:
    first = choose(split(WOMEN[:40], 20, 20))

    ten = choose(split(WOMEN[:50], 20, 30), before=remember(first))
    eleven = choose(split(WOMEN[:51], 20, 31), before=remember(first))

    assert (len(ten.people), len(eleven.people)) == (40, 51)


def test_median_is_shown_again_when_nobody_or_enough_changed() -> None:
    old = frozenset(WOMEN[:20])

    answers = [
        may_show_again(now=frozenset(WOMEN[:count]), before=old, smallest=11)
        for count in (20, 21, 30, 31)
    ]

    assert answers == [True, False, False, True]


# No sum of columns, whatever the factors: taking away any few women changes no rank.

cells = st.integers(min_value=0, max_value=2)


@st.composite
def quarters(draw: st.DrawFn) -> tuple[int, list[list[dict[str, str]]]]:
    """A few women counted by some dimensions, in two quarters; in the second some have moved."""
    count = draw(st.integers(min_value=3, max_value=14))
    women = WOMEN[:count]
    width = draw(st.integers(min_value=1, max_value=3))
    value = st.lists(cells, min_size=count, max_size=count)
    first = [
        {w: str(c) for w, c in zip(women, draw(value), strict=True)} for _number in range(width)
    ]
    moves = draw(st.lists(st.sampled_from(women), max_size=6))
    second = [{**table, **{w: str(draw(cells)) for w in moves}} for table in first]
    return draw(st.integers(min_value=2, max_value=3)), [first, second]


def count_rank(rows: list[list[int]]) -> int:
    """Gauss in fractions: an independent reckoning."""
    left = [[Fraction(value) for value in row] for row in rows]
    rank = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((r for r in range(rank, len(left)) if left[r][column]), None)
        if pivot is None:
            continue
        left[rank], left[pivot] = left[pivot], left[rank]
        for r in range(rank + 1, len(left)):
            factor = left[r][column] / left[rank][column]
            left[r] = [a - factor * b for a, b in zip(left[r], left[rank], strict=True)]
        rank += 1
    return rank


def write_rows(people: Iterable[str], tables: list[Table]) -> list[list[int]]:
    names = [
        (number, value) for number, table in enumerate(tables) for value in set(table.values())
    ]
    return [
        [int(tables[number].get(person) == value) for number, value in sorted(names)]
        for person in sorted(people)
    ]


def find_isolated(people: Iterable[str], tables: list[Table], *, smallest: int) -> bool:
    """Whether some sum of published cells speaks of fewer than `smallest` women, by exact ranks."""
    rows = write_rows(people, tables)
    whole = count_rank(rows)
    return any(
        count_rank([row for number, row in enumerate(rows) if number not in gone]) < whole
        for size in range(1, min(smallest, len(rows) + 1))
        for gone in combinations(range(len(rows)), size)
    )


def list_published(first: Choice, second: Choice) -> list[Table]:
    return [
        table
        for choice in (first, second)
        for table in (dict.fromkeys(choice.people, COUNTED), *(t.table for t in choice.tables))
        if table
    ]


@settings(max_examples=150, deadline=None)
@given(quarters())
def test_no_sum_of_cells_of_two_quarters_isolates_few_women(
    drawn: tuple[int, list[list[dict[str, str]]]],
) -> None:
    smallest, [before, now] = drawn
    first = choose(*before, smallest=smallest)
    second = choose(*now, before=remember(first), smallest=smallest)

    published = list_published(first, second)

    assert not (published and find_isolated(second.people, published, smallest=smallest))


def test_counting_each_cell_alone_lets_a_woman_be_isolated() -> None:
    """The control: the rule that looks at one cell at a time is no rule."""
    one, two = split(WOMEN[:14], 7, 7), split(WOMEN[:14], 8, 6)

    assert all(len([v for v in t.values() if v == c]) >= 3 for t in (one, two) for c in "01")
    assert find_isolated(WOMEN[:14], [one, two], smallest=3)
    assert not is_safe(people=WOMEN[:14], tables=[one, two], smallest=3)


# The same with eleven, over all differences of unions of cells that an attacker would try.


@st.composite
def cohorts(draw: st.DrawFn) -> list[list[dict[str, str]]]:
    count = draw(st.integers(min_value=22, max_value=150))
    women = [f"W{number:03d}" for number in range(count)]
    random = draw(st.randoms(use_true_random=False))
    sizes = draw(st.lists(st.integers(min_value=2, max_value=4), min_size=1, max_size=3))
    first = [{w: str(random.randrange(size)) for w in women} for size in sizes]
    share = draw(st.sampled_from([0.0, 0.05, 0.3, 0.9]))
    second = [
        {w: str(random.randrange(size)) if random.random() < share else v for w, v in t.items()}
        for t, size in zip(first, sizes, strict=True)
    ]
    return [first, second]


def list_unions(table: Table) -> Iterator[frozenset[str]]:
    cells = sorted(set(table.values()))
    for chosen in product([0, 1], repeat=len(cells)):
        names = {cell for cell, is_in in zip(cells, chosen, strict=True) if is_in}
        yield frozenset(person for person, value in table.items() if value in names)


@settings(max_examples=60, deadline=None)
@given(cohorts())
def test_no_difference_of_unions_of_cells_isolates_fewer_than_eleven(
    drawn: list[list[dict[str, str]]],
) -> None:
    before, now = drawn
    first = choose(*before)
    second = choose(*now, before=remember(first))

    unions = {union for table in list_published(first, second) for union in list_unions(table)}

    assert [
        (len(one), len(two))
        for one in unions
        for two in unions
        if two < one and len(one - two) < 11
    ] == []


def test_thousand_women_keep_most_of_their_tables() -> None:
    women = [f"W{number:04d}" for number in range(1_000)]
    tables = [
        {w: str((int(w[1:]) * 7919 // (step + 1)) % step) for w in women}
        for step in (3, 4, 5, 6, 7)
    ]

    choice = choose(*tables)

    assert read_states(choice) == [NEW] * 5


def test_rank_in_numbers_can_be_more_than_modulo_two() -> None:
    rows = [0b011, 0b101, 0b110]

    assert find_rank(rows) == 3
    assert not keeps_apart(rows * 11, smallest=11)  # refused where modulo 2 sees less
