"""Daily expenditure: whole numbers in, the nearest cent out, and no question beyond the list."""

from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.participants.measuring import (
    Consumption,
    ImpossibleFigureError,
    measure_daily_minor,
)
from impact.participants.models import Interview
from impact.participants.services.interviews import (
    Answers,
    Household,
)

ASKED = {
    "consumption",
    "rate_source",
    "rate_on",
    "household",
    "work",
    "work_days",
    "goals",
    "barriers",
    "consumption_minor",
    "currency",
    "days",
    "members",
    "rate",
    "adults",
    "children",
    "earners",
}
"""Everything that an interview may ask (DOMAIN.md, rule 30): a new question needs a new word here.

Nothing about what happened to her, her health, her family's names, or where she lives.
"""
KEPT = ASKED - {"consumption", "household"} | {
    "id",
    "participant",
    "wave",
    "version",
    "supersedes",
    "superseded_by",
    "outcome",
    "held_on",
    "recorded_by",
    "recorded_at",
    "reason",
    "daily_minor",
    "line",
    "band",
}


def test_interview_asks_what_is_on_the_list_and_nothing_else() -> None:
    asked = {field.name for part in (Answers, Consumption, Household) for field in fields(part)}

    assert asked == ASKED
    assert {field.name for field in Interview._meta.get_fields()} == KEPT


@pytest.mark.parametrize(
    ("consumption", "days", "members", "rate", "daily_minor"),
    [
        (98_400_000, 30, 4, "4100", 200),  # 984,000 riel
        (24_000, 30, 4, "1", 200),  # $240.00
        (5, 2, 1, "1", 2),  # 2.5 cents: to the even cent
        (7, 2, 1, "1", 4),  # 3.5 cents: to the even cent
        (1, 3, 1, "1", 0),
        (0, 30, 4, "1", 0),
        (100, 1, 1, "0.5", 200),  # half a unit for a dollar
    ],
)
def test_daily_expenditure_is_consumption_by_days_by_members(
    consumption: int, days: int, members: int, rate: str, daily_minor: int
) -> None:
    figures = Consumption(
        consumption_minor=consumption,
        currency="KHR",
        days=days,
        members=members,
        rate=Decimal(rate),
    )

    assert measure_daily_minor(figures) == daily_minor


@given(
    consumption=st.integers(0, 10**14),
    days=st.integers(1, 366),
    members=st.integers(1, 30),
    millionths=st.integers(1, 10**12),
)
def test_daily_expenditure_is_the_nearest_cent(
    consumption: int, days: int, members: int, millionths: int
) -> None:
    rate = Decimal(millionths).scaleb(-6)
    exact = Fraction(consumption) / days / members / Fraction(rate)

    cents = measure_daily_minor(
        Consumption(
            consumption_minor=consumption, currency="KHR", days=days, members=members, rate=rate
        )
    )

    assert cents == round(exact)  # Fraction rounds halves to even


@pytest.mark.parametrize("fault", [{"days": 0}, {"members": 0}, {"rate": Decimal(0)}])
def test_figures_from_which_nothing_follows_are_refused(fault: dict[str, Any]) -> None:
    figures = {"consumption_minor": 1, "currency": "USD", "days": 1, "members": 1, **fault}

    with pytest.raises(ImpossibleFigureError):
        measure_daily_minor(Consumption(**figures))
