"""Disputes and notes: her words stay, and another answers."""

import pytest

from impact.participants.models import Dispute
from impact.participants.refusals import ProgrammeRefusedError
from impact.participants.services.disputes import answer_dispute, take_dispute
from impact.participants.services.people import add_note
from tests.impact.participants.builders import (
    NOON,
    OTHER,
    WORKER,
    find_refusal,
    make_participant,
)

pytestmark = pytest.mark.django_db


def dispute() -> Dispute:
    return take_dispute(
        participant_id=make_participant().pk,
        line_number=3,
        her_words="I never went to this course.",
        actor=WORKER,
        now=NOON,
    )


def test_dispute_is_answered_by_another_once() -> None:
    taken = dispute()

    answered = answer_dispute(dispute_id=taken.pk, answer="Put right.", actor=OTHER, now=NOON)

    assert (answered.answer, answered.answered_by, answered.answered_at) == (
        "Put right.",
        OTHER,
        NOON,
    )
    with pytest.raises(ProgrammeRefusedError, match="answered already"):
        answer_dispute(dispute_id=taken.pk, answer="Other.", actor=OTHER, now=NOON)
    taken.refresh_from_db()
    assert taken.answer == "Put right."


def test_whoever_took_a_dispute_does_not_answer_it() -> None:
    taken = dispute()

    with pytest.raises(ProgrammeRefusedError, match="cannot answer it"):
        answer_dispute(dispute_id=taken.pk, answer="Fine.", actor=WORKER, now=NOON)

    taken.refresh_from_db()
    assert (taken.answer, taken.answered_at) == ("", None)


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("UPDATE participants_dispute SET her_words = 'x'", "dispute_is_answered_once"),
        ("DELETE FROM participants_dispute", "dispute_is_never_deleted"),
        ("UPDATE participants_casenote SET words = 'x'", "case_note_rows_are_final"),
        ("DELETE FROM participants_step", "participant_step_rows_are_final"),
    ],
)
def test_database_keeps_her_words_and_the_notes(sql: str, rule: str) -> None:
    taken = dispute()
    add_note(
        participant_id=taken.participant_id, words="Look for a course.", actor=WORKER, now=NOON
    )

    assert find_refusal(sql) == rule

    taken.refresh_from_db()
    assert taken.her_words == "I never went to this course."
