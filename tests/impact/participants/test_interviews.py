"""Interviews: reckoned from what she said, final, corrected by versions, due by the calendar."""

from datetime import date
from decimal import Decimal

import pytest

from impact.participants.models import Interview, PovertyLine
from impact.participants.queries.interviews import find_latest, list_due
from impact.participants.refusals import ProgrammeRefusedError
from impact.participants.services import change_status
from impact.participants.services.interviews import (
    Held,
    correct_interview,
    record_interview,
)
from tests.impact.participants.builders import (
    NOON,
    OPENED,
    OTHER,
    WORKER,
    find_refusal,
    hold,
    make_answers,
    make_participant,
)

database = pytest.mark.django_db


@database
def test_held_interview_keeps_its_inputs_and_what_the_line_made_of_them() -> None:
    participant = make_participant()

    interview = hold(participant)

    interview.refresh_from_db()
    assert (interview.daily_minor, interview.band) == (200, "at_risk")
    assert (interview.consumption_minor, interview.currency, interview.rate) == (
        98_400_000,
        "KHR",
        Decimal(4_100),
    )
    assert interview.line.effective_on == date(2009, 1, 1)
    participant.refresh_from_db()
    assert participant.is_at_risk is True


@database
@pytest.mark.parametrize(
    ("consumption", "band"),
    [(11_939, "extreme"), (12_000, "at_risk"), (24_000, "at_risk"), (24_120, "above")],
)
def test_band_goes_by_the_two_lines(consumption: int, band: str) -> None:
    interview = hold(
        make_participant(), consumption_minor=consumption, currency="USD", rate=Decimal(1)
    )

    assert interview.band == band


@database
def test_new_line_leaves_history_as_it_was() -> None:
    old = hold(make_participant())
    PovertyLine.objects.create(
        effective_on=date(2026, 1, 1), at_risk_minor=150, extreme_minor=75, source="Board"
    )

    new = hold(make_participant("BBBBBBBB"), held_on=date(2026, 1, 2))

    old.refresh_from_db()
    assert (old.daily_minor, old.band) == (new.daily_minor, "at_risk")
    assert new.band == "above"


@database
@pytest.mark.parametrize("outcome", ["missed", "declined", "unreachable"])
def test_interview_that_was_not_held_is_recorded_as_such(outcome: str) -> None:
    participant = make_participant()
    held = Held(wave=6, outcome=outcome, held_on=date(2025, 9, 2))

    interview = record_interview(participant_id=participant.pk, held=held, actor=OTHER, now=NOON)

    assert (interview.outcome, interview.recorded_by) == (outcome, OTHER)
    assert (interview.daily_minor, interview.band) == (None, "")


@database
@pytest.mark.parametrize(
    ("held", "words"),
    [
        (Held(wave=0, outcome="done", held_on=OPENED), "needs all its figures"),
        (
            Held(wave=0, outcome="missed", held_on=OPENED, answers=make_answers()),
            "needs all its figures",
        ),
        (Held(wave=6, outcome="missed", held_on=date(2026, 3, 3)), "still to come"),
        (Held(wave=6, outcome="missed", held_on=date(2025, 3, 1)), "before her account"),
        (
            Held(wave=0, outcome="done", held_on=OPENED, answers=make_answers(goals=["queen"])),
            "There is no such goal: queen",
        ),
        (
            Held(wave=0, outcome="done", held_on=OPENED, answers=make_answers(work_days=32)),
            "at most 31 days",
        ),
        (
            Held(wave=0, outcome="done", held_on=OPENED, answers=make_answers(currency="USD")),
            "the rate is 1",
        ),
    ],
)
def test_interview_that_cannot_be_is_not_recorded(held: Held, words: str) -> None:
    participant = make_participant()

    with pytest.raises(ProgrammeRefusedError, match=words):
        record_interview(participant_id=participant.pk, held=held, actor=WORKER, now=NOON)

    assert Interview.objects.count() == 0


@database
def test_wave_is_recorded_once_and_then_corrected() -> None:
    participant = make_participant()
    first = hold(participant)
    with pytest.raises(ProgrammeRefusedError, match="Correct it instead"):
        hold(participant)
    held = Held(wave=0, outcome="done", held_on=OPENED, answers=make_answers(days=31))

    second = correct_interview(
        interview_id=first.pk, held=held, reason="Thirty-one days.", actor=OTHER, now=NOON
    )

    first.refresh_from_db()
    assert (first.daily_minor, second.daily_minor, second.version) == (200, 194, 2)
    assert list(find_latest()) == [second]
    with pytest.raises(ProgrammeRefusedError):
        correct_interview(interview_id=first.pk, held=held, reason="Again.", actor=OTHER, now=NOON)
    assert Interview.objects.count() == 2


ATTACKS = {
    "change a figure": (
        "UPDATE participants_interview SET daily_minor = 500",
        "interview_rows_are_final",
    ),
    "delete it": ("DELETE FROM participants_interview", "interview_rows_are_final"),
    "change the line": (
        "UPDATE participants_povertyline SET at_risk_minor = 500",
        "poverty_line_rows_are_final",
    ),
}


@database
@pytest.mark.parametrize("attack", ATTACKS)
def test_database_keeps_interviews_as_they_were(attack: str) -> None:
    hold(make_participant())
    before = list(Interview.objects.order_by("pk").values())
    sql, rule = ATTACKS[attack]

    assert find_refusal(sql) == rule

    assert list(Interview.objects.order_by("pk").values()) == before


COPY = """
INSERT INTO participants_interview (participant_id, wave, version, outcome, held_on, recorded_by,
    recorded_at, reason, consumption_minor, currency, days, members, rate, rate_source, rate_on,
    daily_minor, line_id, band, adults, children, earners, work, work_days, goals, barriers)
SELECT participant_id, 6, 1, outcome, held_on, recorded_by, recorded_at, reason,
    consumption_minor, currency, days, members, rate, rate_source, rate_on, {daily}, line_id, band,
    adults, children, earners, work, work_days, goals, barriers FROM participants_interview
"""


@database
@pytest.mark.parametrize(
    ("daily", "rule"),
    [
        (199, "daily_expenditure_follows_from_its_figures"),
        (200, "done"),
        (201, "daily_expenditure_follows_from_its_figures"),
    ],
)
def test_database_refuses_a_result_that_does_not_follow(daily: int, rule: str) -> None:
    hold(make_participant())

    assert find_refusal(COPY.format(daily=daily)) == rule


@database
def test_interviews_fall_due_by_the_calendar_until_they_are_recorded() -> None:
    participant = make_participant()
    hold(participant)

    early = list_due(on=date(2025, 8, 2))
    open_now = list_due(on=date(2025, 8, 3))
    late = list_due(on=date(2026, 3, 2))

    assert early == []
    assert [(due.wave, due.due_on) for due in open_now] == [(6, date(2025, 9, 2))]
    assert [(due.wave, due.is_overdue(date(2026, 3, 2))) for due in late] == [
        (6, True),
        (12, False),
    ]


@database
def test_nobody_is_asked_again_after_she_left() -> None:
    participant = make_participant()
    make_participant("BBBBBBBB", case_worker=OTHER)

    assert len(list_due(on=OPENED)) == 2
    assert [due.participant for due in list_due(on=OPENED, case_worker=WORKER)] == [participant]

    change_status(
        account_code="AAAAAAAA", status="left", on=OPENED, reason="Moved.", actor=WORKER, now=NOON
    )

    assert list_due(on=OPENED, case_worker=WORKER) == []
