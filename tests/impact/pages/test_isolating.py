"""No combination of published counts, of one quarter or of three, isolates few women."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from impact.pages.suppression.choosing import COUNTED, HELD, NEW, Choice, Table, is_safe
from tests.impact.pages.choices import WOMEN, choose, read_states, remember, split


def test_third_quarter_is_held_against_the_first() -> None:
    """Twelve move, eleven come back and one more moves: over both quarters only two moved."""
    sides = {
        1: dict.fromkeys(WOMEN[30:], "b"),
        2: dict.fromkeys([*WOMEN[:12], *WOMEN[30:]], "b"),
        3: dict.fromkeys([WOMEN[0], WOMEN[12], *WOMEN[30:]], "b"),
    }
    tables = {q: {one: side.get(one, "a") for one in WOMEN} for q, side in sides.items()}
    first = choose(tables[1])
    second = choose(tables[2], remembered=[remember(first)])

    forgetful = choose(tables[3], remembered=[remember(second)])
    careful = choose(tables[3], remembered=[remember(second), remember(first)])

    assert (read_states(second), read_states(forgetful), read_states(careful)) == (
        [NEW],
        [NEW],  # the control: one quarter remembered is not enough
        [HELD],
    )
    assert find_isolated(WOMEN, [tables[1], tables[3]], smallest=3)


# No sum of columns, whatever the factors: taking away any few women changes no rank.

cells = st.integers(min_value=0, max_value=2)


@st.composite
def quarters(draw: st.DrawFn) -> tuple[int, list[list[dict[str, str]]]]:
    """A few women counted by some dimensions, in three quarters; in each some have moved."""
    count = draw(st.integers(min_value=3, max_value=14))
    women = WOMEN[:count]
    width = draw(st.integers(min_value=1, max_value=3))
    value = st.lists(cells, min_size=count, max_size=count)
    first = [
        {w: str(c) for w, c in zip(women, draw(value), strict=True)} for _number in range(width)
    ]
    told = [first]
    for _quarter in range(2):
        moves = draw(st.lists(st.sampled_from(women), max_size=6))
        told.append([{**table, **{w: str(draw(cells)) for w in moves}} for table in told[-1]])
    return draw(st.integers(min_value=2, max_value=3)), told


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


def list_published(*choices: Choice) -> list[Table]:
    return [
        table
        for choice in choices
        for table in (dict.fromkeys(choice.people, COUNTED), *(t.table for t in choice.tables))
        if table
    ]


@settings(max_examples=150)
@given(quarters())
def test_no_sum_of_cells_of_three_quarters_isolates_few_women(
    drawn: tuple[int, list[list[dict[str, str]]]],
) -> None:
    smallest, quarters = drawn
    choices: list[Choice] = []
    for tables in quarters:
        told = [remember(one) for one in reversed(choices)]
        choices.append(choose(*tables, remembered=told, smallest=smallest))

    published = list_published(*choices)

    assert not (published and find_isolated(choices[-1].people, published, smallest=smallest))


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


@settings(max_examples=60)
@given(cohorts())
def test_no_difference_of_unions_of_cells_isolates_fewer_than_eleven(
    drawn: list[list[dict[str, str]]],
) -> None:
    before, now = drawn
    first = choose(*before)
    second = choose(*now, remembered=[remember(first)])

    unions = {union for table in list_published(first, second) for union in list_unions(table)}

    assert [
        (len(one), len(two))
        for one in unions
        for two in unions
        if two < one and len(one - two) < 11
    ] == []
