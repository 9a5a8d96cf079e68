"""Which tables may stand beside each other and beside those published before."""

import pytest

from impact.pages.suppression.choosing import (
    HELD,
    NEW,
    WITHHELD,
    Dimension,
    choose_tables,
)
from impact.pages.suppression.following import may_show_again
from impact.pages.suppression.packing import find_rank, keeps_apart
from tests.impact.pages.choices import WOMEN, choose, read_states, remember, split


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

    choice = choose_tables(people=WOMEN, dimensions=[dimension])

    assert choice.tables[0].count() == {"0": 30, "1": 30}


def test_one_woman_who_moves_leaves_the_table_as_it_was() -> None:
    first = choose(split(WOMEN, 30, 30))

    second = choose(split(WOMEN, 29, 31), remembered=[remember(first)])

    assert read_states(second) == [HELD]
    assert second.tables[0].count() == {"0": 30, "1": 30}


def test_eleven_women_who_move_are_shown() -> None:
    first = choose(split(WOMEN, 30, 30))

    second = choose(split(WOMEN, 19, 41), remembered=[remember(first)])

    assert read_states(second) == [NEW]
    assert second.tables[0].count() == {"0": 19, "1": 41}


def test_newcomers_are_counted_once_they_are_eleven() -> None:
    first = choose(split(WOMEN[:40], 20, 20))

    ten = choose(split(WOMEN[:50], 20, 30), remembered=[remember(first)])
    eleven = choose(split(WOMEN[:51], 20, 31), remembered=[remember(first)])

    assert (len(ten.people), len(eleven.people)) == (40, 51)


def test_median_is_shown_again_when_nobody_or_enough_changed() -> None:
    old = dict.fromkeys(WOMEN[:20], 100)

    answers = [
        may_show_again(now=dict.fromkeys(WOMEN[:count], 100), before=old)
        for count in (20, 21, 30, 31)
    ]

    assert answers == [True, False, False, True]


def test_median_stands_while_few_answers_were_corrected() -> None:
    old = dict.fromkeys(WOMEN[:20], 100)

    answers = [
        may_show_again(now=old | dict.fromkeys(WOMEN[:count], 90), before=old)
        for count in (1, 10, 11)
    ]

    assert answers == [False, False, True]


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
