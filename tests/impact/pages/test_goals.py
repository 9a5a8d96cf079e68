from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from impact.pages.codebook import name_unit
from impact.pages.counting.goals import build_goals
from impact.pages.models import GoalVersion, StrategicGoal
from impact.pages.services import goals
from impact.pages.services.goals import GoalRefused
from tests.impact.pages.cohorts import APPROVER, DUE, READER, open_accounts, publish

pytestmark = pytest.mark.django_db

WORDS: dict[str, Any] = {
    "title": "Training accounts for every maker",
    "indicator": "Training accounts opened",
    "unit": "women",
    "baseline": Decimal(0),
    "baseline_on": date(2025, 1, 1),
    "target": Decimal(50),
    "due_on": date(2027, 12, 31),
    "source": "accounts",
    "actual": None,
    "actual_source": "",
    "benchmark": Decimal(61),
    "benchmark_source": "Garment minimum wage, October 2010",
    "is_shown": True,
}


def add(**words: Any) -> StrategicGoal:
    return goals.add_goal(
        slug="accounts", words={**WORDS, **words}, reason="Plan 2025", actor=READER, now=DUE
    )


def test_goal_stands_in_the_publication_as_it_was_then() -> None:
    open_accounts(30)
    goal = add()
    made = publish()

    goals.save_goal(
        goal_id=goal.pk,
        words={**WORDS, "target": Decimal(80)},
        reason="More orders",
        actor=APPROVER,
        now=DUE,
    )

    shown = made.content["goals"][0]
    assert (shown["actual"], shown["target"], shown["benchmark"]) == ("30", "50", "61")
    [now] = build_goals(actuals={})
    assert (now["actual"], now["target"]) == (None, "80")
    assert now["changes"] == [
        {
            "on": "2026-07-01",
            "from": "50",
            "to": "80",
            "due_on": "2027-12-31",
            "reason": "More orders",
        }
    ]


@pytest.mark.parametrize(
    "words",
    [
        {"actual": Decimal(3)},
        {"source": "entered", "actual": Decimal(3)},
        {"benchmark_source": ""},
    ],
)
def test_figure_without_a_source_is_refused(words: dict[str, Any]) -> None:
    with pytest.raises(GoalRefused), transaction.atomic():
        add(**words)

    assert GoalVersion.objects.count() == 0
    assert StrategicGoal.objects.count() == 0


def test_versions_of_goals_are_final() -> None:
    add()

    with pytest.raises(IntegrityError, match="final"), transaction.atomic():
        GoalVersion.objects.update(target=Decimal(1))

    assert GoalVersion.objects.get().target == 50


def test_hidden_goal_is_not_published() -> None:
    add(is_shown=False)

    assert build_goals(actuals={}) == []


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("12000", "dollars", "$12,000"),
        ("1.9", "dollars", "$1.9"),
        ("2500", "bags", "2,500"),
        ("40", "percent", "40 %"),
        (None, "women", "–"),
    ],
)
def test_figure_of_a_goal_is_written_with_its_unit(
    value: str | None, unit: str, words: str
) -> None:
    assert name_unit(value, unit) == words


@pytest.mark.parametrize("words", [{"baseline": Decimal(3)}, {"actual": Decimal(10)}])
def test_goal_about_women_counts_eleven_or_none(words: dict[str, Any]) -> None:
    given = {"source": "entered", "actual_source": "Count of March", **words}

    with pytest.raises(GoalRefused, match="eleven or none"), transaction.atomic():
        add(**given)

    assert StrategicGoal.objects.count() == 0


@pytest.mark.parametrize(("actual", "is_kept"), [(31, False), (40, False), (30, True), (41, True)])
def test_goal_about_women_moves_by_eleven(actual: int, is_kept: object) -> None:
    words = {**WORDS, "source": "entered", "actual_source": "Count of March"}
    goal = goals.add_goal(
        slug="women", words={**words, "actual": Decimal(30)}, reason="Plan", actor=READER, now=DUE
    )

    with suppress(GoalRefused), transaction.atomic():
        goals.save_goal(
            goal_id=goal.pk,
            words={**words, "actual": Decimal(actual)},
            reason="Counted",
            actor=APPROVER,
            now=DUE,
        )

    assert (goal.versions.count() == 2) is is_kept


@pytest.mark.parametrize("unit", ["women", "jobs"])
def test_goal_about_women_moves_by_eleven_from_each_of_the_last_figures(unit: str) -> None:
    """From 30 to 42, then to 31: both moves are large, and one woman lies between."""
    words = {**WORDS, "unit": unit, "source": "entered", "actual_source": "Count of March"}
    goal = goals.add_goal(
        slug="women", words={**words, "actual": Decimal(30)}, reason="Plan", actor=READER, now=DUE
    )

    for actual in (42, 31):
        with suppress(GoalRefused), transaction.atomic():
            goals.save_goal(
                goal_id=goal.pk,
                words={**words, "actual": Decimal(actual)},
                reason="Counted",
                actor=APPROVER,
                now=DUE,
            )

    assert list(goal.versions.values_list("actual", flat=True)) == [42, 30]


@pytest.mark.parametrize("unit", ["women", "jobs"])
def test_database_refuses_a_goal_about_few_women(unit: str) -> None:
    row = GoalVersion.objects.filter(goal=add()).values().get()
    del row["id"]

    with pytest.raises(IntegrityError, match="women_are_told_from_eleven"), transaction.atomic():
        GoalVersion.objects.create(**{**row, "unit": unit, "baseline": Decimal(3)})

    assert GoalVersion.objects.count() == 1
