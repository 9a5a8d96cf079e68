"""Plans: versions that she agrees to, milestones that stay reached, a list of goals."""

from datetime import date

import pytest

from impact.participants.models import GoalKind, Milestone, Plan, PlanAgreement, PlanLine
from impact.participants.queries.plans import (
    find_open_milestones,
    find_overdue_milestones,
    find_plan_in_force,
)
from impact.participants.refusals import ProgrammeRefusedError
from impact.participants.services.plans import (
    add_goal_kind,
    reach_milestone,
    retire_goal_kind,
)
from tests.impact.participants.builders import (
    CODE,
    NOON,
    OTHER,
    WORKER,
    agree,
    find_refusal,
    make_participant,
    make_plan,
)

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


def test_plan_is_in_force_once_she_agreed() -> None:
    plan = make_plan(make_participant())
    before = find_plan_in_force(CODE)

    agree(plan)

    assert (before, find_plan_in_force(CODE)) == (None, plan)


def test_new_version_takes_force_with_her_yes_and_the_old_one_stays() -> None:
    participant = make_participant()
    first = make_plan(participant)
    agree(first)

    second = make_plan(participant, lines=[(50_000, "First term"), (5_000, "Scissors")])
    meanwhile = find_plan_in_force(CODE)
    agree(second)

    assert (meanwhile, find_plan_in_force(CODE)) == (first, second)
    assert list(first.lines.values_list("words", "budget_minor")) == [("First term", 40_000)]


def test_milestone_stays_reached_in_later_versions() -> None:
    participant = make_participant()
    first = make_plan(participant)
    agree(first)
    assert [one.words for one in find_overdue_milestones(on=TODAY)] == ["First zipper"]
    milestone = first.milestones.get()

    reach_milestone(
        milestone_id=milestone.pk, done_on=TODAY, evidence="Seen.", actor=WORKER, now=NOON
    )
    agree(
        make_plan(
            participant,
            milestones=[(date(2026, 2, 1), "First zipper"), (date(2026, 9, 1), "First shirt")],
        )
    )

    assert [one.words for one in find_open_milestones()] == ["First shirt"]
    assert list(find_overdue_milestones(on=TODAY)) == []
    with pytest.raises(ProgrammeRefusedError, match="reached already"):
        reach_milestone(
            milestone_id=milestone.pk, done_on=TODAY, evidence="Again.", actor=WORKER, now=NOON
        )


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        ({"goals": []}, "at least one goal"),
        ({"goals": ["queen"]}, "at least one goal"),
        ({"lines": [(0, "Nothing")]}, "above zero"),
        ({"lines": [(10_000_001, "A palace")]}, "above zero"),
        ({"lines": [(1, "Twice"), (2, "Twice")]}, "the same words"),
        ({"milestones": [(TODAY, "Twice"), (TODAY, "Twice")]}, "the same words"),
    ],
)
def test_plan_that_cannot_be_is_not_written(draft: dict[str, object], words: str) -> None:
    participant = make_participant()

    with pytest.raises(ProgrammeRefusedError, match=words):
        make_plan(participant, **draft)

    assert (Plan.objects.count(), PlanLine.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"method": "witnessed_word"}, "needs a witness"),
        ({"method": "witnessed_word", "witness": WORKER}, "needs a witness"),
        ({"agreed_on": date(2026, 3, 3)}, "still to come"),
    ],
)
def test_agreement_that_cannot_be_is_not_recorded(change: dict[str, object], words: str) -> None:
    plan = make_plan(make_participant())

    with pytest.raises(ProgrammeRefusedError, match=words):
        agree(plan, **change)

    assert PlanAgreement.objects.count() == 0


def test_spoken_word_before_a_witness_is_an_agreement() -> None:
    plan = make_plan(make_participant())

    agreement = agree(plan, method="witnessed_word", witness=OTHER)

    assert (agreement.witness, agreement.recorded_by) == (OTHER, WORKER)


def test_she_agrees_to_the_latest_version_alone_and_once() -> None:
    participant = make_participant()
    first = make_plan(participant)
    second = make_plan(participant)

    with pytest.raises(ProgrammeRefusedError, match="newer version"):
        agree(first)
    agree(second)
    with pytest.raises(ProgrammeRefusedError, match="recorded already"):
        agree(second)

    assert PlanAgreement.objects.get().plan == second


ATTACKS = {
    "raise a budget": (
        "UPDATE participants_planline SET budget_minor = 99999",
        "plan_line_rows_are_final",
    ),
    "take a line out": ("DELETE FROM participants_planline", "plan_line_rows_are_final"),
    "add a line after her yes": (
        (
            "INSERT INTO participants_planline (plan_id, words, budget_minor)"
            " SELECT id, 'More', 1 FROM participants_plan"
        ),
        "plan_is_whole_when_agreed",
    ),
    "add a milestone after her yes": (
        (
            "INSERT INTO participants_milestone (plan_id, key, words, due_on)"
            " SELECT id, gen_random_uuid(), 'More', current_date FROM participants_plan"
        ),
        "plan_is_whole_when_agreed",
    ),
    "skip a version": (
        (
            "INSERT INTO participants_plan"
            " (participant_id, version, written_by, written_at, reason)"
            " SELECT participant_id, 7, 'staff:1', now(), 'x' FROM participants_plan"
        ),
        "plan_follows_its_last_version",
    ),
    "edit her yes": (
        "UPDATE participants_planagreement SET method = 'thumbprint'",
        "plan_agreement_rows_are_final",
    ),
    "reach a milestone of nobody": (
        (
            "INSERT INTO participants_milestonedone"
            " (participant_id, key, done_on, evidence, recorded_by, recorded_at)"
            " SELECT id, gen_random_uuid(), current_date, 'x', 'staff:1', now()"
            " FROM participants_participant"
        ),
        "milestone_done_is_her_own",
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_database_keeps_what_she_agreed_to(attack: str) -> None:
    plan = make_plan(make_participant())
    agree(plan)
    sql, rule = ATTACKS[attack]

    assert find_refusal(sql) == rule

    assert (Plan.objects.count(), PlanLine.objects.count(), Milestone.objects.count()) == (1, 1, 1)


def test_staff_add_to_the_list_of_goals_and_retire_from_it() -> None:
    kind = add_goal_kind(code="midwife", name="Midwife", category="profession")
    participant = make_participant()
    first = make_plan(participant, goals=["midwife"])

    retire_goal_kind(kind_id=kind.pk, on=TODAY)

    assert first.goals.get().kind == kind
    with pytest.raises(ProgrammeRefusedError):
        make_plan(participant, goals=["midwife"])
    with pytest.raises(ProgrammeRefusedError, match="exists already"):
        add_goal_kind(code="midwife", name="Nurse", category="profession")
    assert GoalKind.objects.filter(code="midwife").count() == 1
