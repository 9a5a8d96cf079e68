"""Quarters, medians, dimensions and spending: pure arithmetic."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.pages.counting.dimensions import list_dimensions
from impact.pages.counting.medians import build_bands, find_quartiles
from impact.pages.counting.spending import Spending, choose_spending, sum_paid
from impact.pages.counting.women import Woman
from impact.pages.quarters import add_quarters, find_due_quarter, find_end, name_quarter
from impact.payouts.queries import PaidBy

NOBODY: set[str] = set()
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "quarter_on"),
    [
        (datetime(2026, 6, 30, 23, 59, tzinfo=UTC), date(2025, 10, 1)),
        (datetime(2026, 7, 1, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2027, 1, 1, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2027, 3, 31, 23, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2027, 4, 1, 0, 1, tzinfo=UTC), date(2026, 10, 1)),
        (datetime(2027, 3, 31, 20, 1, tzinfo=ZoneInfo("America/New_York")), date(2026, 10, 1)),
        (datetime(2028, 2, 29, 23, 58, tzinfo=UTC), date(2027, 7, 1)),
    ],
)
def test_one_full_quarter_lies_between(now: datetime, quarter_on: date) -> None:
    assert find_due_quarter(now) == quarter_on


def test_quarters_follow_one_another_over_the_year() -> None:
    assert add_quarters(date(2027, 1, 1), -1) == date(2026, 10, 1)
    assert find_end(date(2028, 1, 1)) == datetime(2028, 4, 1, tzinfo=UTC)
    assert add_quarters(date(2026, 10, 1), 1) == date(2027, 1, 1)
    assert find_end(date(2026, 10, 1)) == datetime(2027, 1, 1, tzinfo=UTC)
    assert name_quarter(date(2026, 12, 31)) == "2026 Q4"


def test_quartiles_are_rounded_to_five_cents() -> None:
    assert find_quartiles([100, 110, 121, 130, 141]) == (110, 120, 130)
    assert find_quartiles([101, 104]) == (100, 105, 105)


def talk(code: str, cents: int) -> Woman:
    return Woman(
        code=code,
        status="active",
        is_told=True,
        waves={0: "done"},
        daily_minor={0: cents},
    )


def test_median_over_ten_women_is_withheld() -> None:
    women = [talk(f"W{number}", 100 + number) for number in range(10)]

    bands, people = build_bands(women, before=[], old=[])

    assert bands[0] == {"wave": 0, "state": "withheld"}
    assert people == {}


def test_median_stands_until_eleven_women_changed() -> None:
    women = [talk(f"W{number}", 100 + number) for number in range(24)]
    bands, people = build_bands(women[:12], before=[], old=[])

    held, _same = build_bands(women[:13], before=[people], old=bands)
    new, _more = build_bands(women[:23], before=[people], old=bands)

    assert (bands[0]["state"], held[0]["state"], new[0]["state"]) == ("new", "held", "new")
    assert held[0]["median"] == bands[0]["median"]


def test_who_gave_no_consent_to_statistics_is_counted_in_one_cell() -> None:
    silent = Woman(code="A", status="active", goal="teaching", progress=50, waves={6: "done"})
    told = Woman(
        code="B", status="active", is_told=True, goal="teaching", progress=50, waves={6: "done"}
    )

    tables = {one.name: one.groupings[0] for one in list_dimensions([silent, told])}

    assert tables["goal"] == {"A": "not_told", "B": "teaching"}
    assert tables["progress"] == {"A": "not_told", "B": "50"}
    assert tables["wave_6"] == {"A": "not_told", "B": "done"}
    assert tables["wave_0"] == {"A": "not_told", "B": "not_due"}
    assert tables["status"] == {"A": "active", "B": "active"}


def pay(kind: str, count: int, *, first: int = 0) -> list[PaidBy]:
    return [
        PaidBy(account_code=f"W{number}", kind=kind, amount_minor=10_050)
        for number in range(first, first + count)
    ]


def choose(paid: list[PaidBy], *earlier: Spending, known: set[str] = NOBODY) -> list[Any]:
    return choose_spending(sum_paid(paid), earlier=earlier, known=known).rows


def test_spending_of_few_accounts_is_put_together() -> None:
    paid = [*pay("school", 12), *pay("tools", 6), *pay("childcare", 5, first=20)]

    assert choose(paid) == [
        {"kind": "other", "dollars": 1_105},
        {"kind": "school", "dollars": 1_206},
    ]


def test_spending_left_over_of_few_accounts_takes_a_larger_kind_with_it() -> None:
    paid = [*pay("school", 12), *pay("course", 14), *pay("tools", 2)]

    assert choose(paid) == [
        {"kind": "course", "dollars": 1_407},
        {"kind": "other", "dollars": 1_407},
    ]
    assert choose(pay("tools", 10)) == []


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 40)), max_size=120))
def test_total_beside_the_spending_tells_of_nobody_more(drawn: list[tuple[str, int]]) -> None:
    """The fund's total is public: less all that is shown it leaves nothing, or nothing is shown."""
    paid = [one for kind, number in drawn for one in pay(kind, 1, first=number)]

    shown = choose(paid)

    accounts = {one.account_code for one in paid}
    told = sum(row["dollars"] for row in shown)
    left = sum(one.amount_minor for one in paid) // 100 - told
    assert (left < len(shown) + 1) if len(accounts) >= 11 else not shown


def tell(paid: list[PaidBy]) -> Spending:
    """What a publication over these payments said."""
    return choose_spending(sum_paid(paid), earlier=[])


def test_spending_stands_until_eleven_accounts_were_paid_for() -> None:
    first = pay("school", 12)
    one, many = pay("school", 1, first=30), pay("school", 11, first=30)

    assert choose([*first, *one], tell(first)) == tell(first).rows
    assert choose([*first, *many], tell(first)) == [{"kind": "school", "dollars": 2_311}]


def test_payment_that_came_back_takes_nothing_off_the_spending() -> None:
    first = pay("school", 13)

    assert choose(first[1:], tell(first)) == tell(first).rows


def test_payments_held_back_once_are_held_until_they_are_of_eleven() -> None:
    """What is compared are the figures that were shown, not the quarters."""
    first, held = pay("school", 12), pay("school", 5, first=30)

    assert choose([*first, *held], tell(first)) == tell(first).rows
    assert choose([*first, *held], tell(first), tell(first)) == tell(first).rows


def test_kind_that_comes_apart_from_the_others_tells_of_eleven() -> None:
    """Of eleven paid for tools ten stood among the others before: the rest would be one's."""
    first = [*pay("school", 22), *pay("tools", 10), *pay("childcare", 12, first=20)]
    now = [*first, *pay("tools", 1, first=50)]

    assert choose(now, tell(first)) == tell(first).rows


def test_spending_of_few_whose_pages_do_not_tell_it_stands() -> None:
    first, fresh = pay("school", 12), pay("school", 11, first=30)
    known = {one.account_code for one in fresh[:10]}

    assert choose([*first, *fresh], tell(first), known=known) == tell(first).rows
