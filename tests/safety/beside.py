"""What staff keep of a woman outside the vault, with a marker in every place for words."""

import re
from datetime import datetime, timedelta

from django.utils import timezone

from impact.consents.services.consents import check_consent, record_consent, withdraw_consent
from impact.consents.services.flags import ask_to_close_flag, close_flag, open_flag
from impact.participants.models import Milestone, Participant, TrainingAccount
from impact.participants.services import change_status
from impact.participants.services.disputes import answer_dispute, take_dispute
from impact.participants.services.interviews import Held, correct_interview, record_interview
from impact.participants.services.people import add_note
from impact.participants.services.plans import (
    Draft,
    Yes,
    agree_plan,
    reach_milestone,
    write_plan,
)
from tests.impact.consents.builders import build_yes
from tests.impact.participants.builders import OTHER, WORKER, make_answers
from tests.safety.markers import STAFF_PREFIX

WORD = re.compile(rf"{STAFF_PREFIX}\d\d([a-z]+)")
WAVE = 36
"""The interview that nothing else of the tests' store holds."""


def word(number: int, kind: str) -> str:
    """Return the marker of one woman that stands where this kind of words does."""
    return f"{STAFF_PREFIX}{number:02}{kind}"


def find_kinds(body: str) -> set[str]:
    """Return of which kinds there are markers in the text."""
    return set(WORD.findall(body))


def write_beside(code: str, number: int) -> None:
    """Fill every place for words in her record, her plan, her interviews and her consents."""
    now = timezone.now()
    participant = Participant.objects.get(account__code=code)
    write_record(participant, number, now=now)
    write_path(participant, number, now=now)
    write_consents(code, number, now=now)


def write_record(participant: Participant, number: int, *, now: datetime) -> None:
    """Write a note, a disputed line with its answer, and the reason of a change."""
    hers = {"participant_id": participant.pk, "actor": WORKER, "now": now}
    add_note(words=word(number, "note"), **hers)
    dispute = take_dispute(line_number=1, her_words=word(number, "dispute"), **hers)
    answer_dispute(dispute_id=dispute.pk, answer=word(number, "answer"), actor=OTHER, now=now)
    if participant.account.status == TrainingAccount.Status.ACTIVE:
        change_status(
            account_code=participant.account.code,
            status=TrainingAccount.Status.PAUSED,
            on=now.date(),
            reason=word(number, "status"),
            actor=WORKER,
            now=now,
        )


def write_path(participant: Participant, number: int, *, now: datetime) -> None:
    """Write an interview and its correction, and a plan with a milestone that she reached."""
    today, hers = now.date(), {"actor": WORKER, "now": now}
    answers = make_answers(rate_source=word(number, "rate"))
    held = Held(wave=WAVE, outcome="done", held_on=today, answers=answers)
    first = record_interview(participant_id=participant.pk, held=held, **hers)
    correct_interview(interview_id=first.pk, held=held, reason=word(number, "correction"), **hers)
    draft = Draft(
        goals=["seamstress"],
        milestones=[(today, word(number, "milestone"))],
        lines=[(40_000, word(number, "line"))],
    )
    plan = write_plan(
        participant_id=participant.pk, draft=draft, reason=word(number, "plan"), **hers
    )
    yes = Yes(method="signature", language=word(number, "tongue"), agreed_on=today)
    agree_plan(plan_id=plan.pk, yes=yes, **hers | {"actor": OTHER})
    reach_milestone(
        milestone_id=Milestone.objects.get(plan=plan).pk,
        done_on=today,
        evidence=word(number, "evidence"),
        **hers,
    )


def write_consents(code: str, number: int, *, now: datetime) -> None:
    """Record a consent that stands and one that is withdrawn, and a flag that was closed."""
    given = now - timedelta(days=1)
    for purpose in ("photo", "quotation"):
        yes = build_yes(given, purpose=purpose, evidence=word(number, "shelf"))
        made = record_consent(account_code=code, yes=yes, actor=WORKER, now=now)
        check_consent(consent_id=made.pk, actor=OTHER, now=now)
    withdraw_consent(consent_id=made.pk, words=word(number, "withdrawal"), actor=WORKER, now=now)
    flag = open_flag(account_code=code, reason=word(number, "flag"), actor=WORKER, now=now)
    closing = word(number, "closing")
    ask_to_close_flag(flag_id=flag.pk, reason=closing, actor=WORKER, now=now)
    close_flag(flag_id=flag.pk, actor=OTHER, now=now)
