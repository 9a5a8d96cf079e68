"""What a publication knows of each woman at its quarter's end."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from impact.consents.models import Purpose
from impact.consents.services.consents import withdraw_everything
from impact.pages.counting.women import Woman, list_women
from impact.participants.services import change_status
from impact.participants.services.interviews import Held, record_interview
from impact.participants.services.plans import reach_milestone
from tests.impact.consents.builders import allow
from tests.impact.pages.cohorts import write_code
from tests.impact.participants.builders import (
    NOON,
    OPENED,
    WORKER,
    agree,
    hold,
    make_participant,
    make_plan,
)

pytestmark = pytest.mark.django_db

AS_OF = datetime(2026, 4, 1, tzinfo=UTC)
EARLY = datetime(2025, 6, 1, tzinfo=UTC)
CODE = write_code(1)


def read() -> Woman:
    [woman] = list_women(as_of=AS_OF)
    return woman


def test_woman_is_read_as_she_stood_at_the_quarters_end() -> None:
    participant = make_participant(CODE)
    hold(participant)
    missed = Held(wave=6, outcome="declined", held_on=date(2025, 9, 10))
    record_interview(participant_id=participant.pk, held=missed, actor=WORKER, now=NOON)
    change_status(
        account_code=CODE,
        status="graduated",
        on=AS_OF.date(),
        reason="Works.",
        actor=WORKER,
        now=AS_OF,
    )

    woman = read()

    assert (woman.status, woman.country) == ("active", "KH")
    assert woman.waves == {0: "done", 6: "declined"}
    assert woman.daily_minor == {0: 200}


def test_interview_that_nobody_wrote_down_was_missed() -> None:
    make_participant(CODE, opened_on=OPENED - timedelta(days=365))

    assert read().waves == {0: "missed", 6: "missed", 12: "missed"}


def test_her_words_are_those_in_force_then() -> None:
    make_participant(CODE)
    allow(CODE, EARLY, purpose=Purpose.STATISTICS)
    allow(CODE, EARLY)
    before = read()

    withdraw_everything(account_code=CODE, words="Told.", actor=WORKER, now=AS_OF)
    same = read()
    after = list_women(as_of=AS_OF + timedelta(days=1))[0]

    assert (before.is_told, before.public_page) == (True, "yes")
    assert (same.is_told, same.public_page) == (True, "yes")
    assert (after.is_told, after.public_page) == (False, "withdrawn")


def test_absent_words_mean_no() -> None:
    make_participant(CODE)

    woman = read()

    assert (woman.is_told, woman.public_page, woman.goal, woman.progress) == (False, "no", "", None)


def test_progress_is_rounded_down_to_quarters() -> None:
    participant = make_participant(CODE)
    steps = [(date(2026, 2, day), f"Step {day}") for day in (1, 2, 3)]
    plan = make_plan(participant, milestones=steps)
    agree(plan)
    before = read()
    for milestone in list(plan.milestones.all())[:2]:
        reach_milestone(
            milestone_id=milestone.pk,
            done_on=date(2026, 3, 1),
            evidence="Certificate",
            actor=WORKER,
            now=NOON,
        )

    woman = read()

    assert (before.progress, woman.progress, woman.goal) == (0, 50, "vocational")


def test_reading_thirty_women_asks_as_much_as_reading_one() -> None:
    counts = []
    for number in (1, 2, 3):
        make_participant(write_code(number))
        with CaptureQueriesContext(connection) as queries:
            list_women(as_of=AS_OF)
        counts.append(len(queries))

    assert counts == [counts[0]] * 3
