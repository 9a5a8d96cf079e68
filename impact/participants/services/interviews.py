"""Interviews: recorded once, corrected by a new version, measured by the line of their day."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from impact.participants.measuring import Consumption, measure_daily_minor
from impact.participants.models import GoalKind, Interview, Participant, PovertyLine
from impact.participants.refusals import ProgrammeRefusedError, named_refusals
from impact.participants.services.people import lock_participant
from impact.participants.services.steps import tell


@dataclass(frozen=True, kw_only=True)
class Household:
    """Who lives on what she was asked about."""

    adults: int
    children: int
    earners: int


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What a held interview asked: expenditure, household, work, goals and barriers, no more."""

    consumption: Consumption
    rate_source: str
    rate_on: date
    household: Household
    work: str
    work_days: int
    goals: Sequence[str] = field(default_factory=tuple)
    barriers: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True, kw_only=True)
class Held:
    """One interview: of which wave, on which day, with what outcome, and answers if it was held."""

    wave: int
    outcome: str
    held_on: date
    answers: Answers | None = None


def find_band(*, daily_minor: int, line: PovertyLine) -> str:
    """Return where a household stands: below extreme, up to at risk, or above (rule 19)."""
    if daily_minor < line.extreme_minor:
        return Interview.Band.EXTREME
    if daily_minor <= line.at_risk_minor:
        return Interview.Band.AT_RISK
    return Interview.Band.ABOVE


def _fill_in(answers: Answers, *, on: date) -> dict[str, Any]:
    """Return the columns of a held interview; the line is the one in force on its day."""
    line = PovertyLine.objects.filter(effective_on__lte=on).first()
    if line is None:
        raise ProgrammeRefusedError(_("No poverty line was in force on that day."))
    unknown = set(answers.goals) - set(GoalKind.objects.values_list("code", flat=True))
    if unknown:
        raise ProgrammeRefusedError(
            _("There is no such goal: %(goals)s.") % {"goals": ", ".join(sorted(unknown))}
        )
    daily_minor = measure_daily_minor(answers.consumption)
    return {
        **asdict(answers.consumption),
        **asdict(answers.household),
        "rate_source": answers.rate_source,
        "rate_on": answers.rate_on,
        "daily_minor": daily_minor,
        "line": line,
        "band": find_band(daily_minor=daily_minor, line=line),
        "work": answers.work,
        "work_days": answers.work_days,
        "goals": list(answers.goals),
        "barriers": list(answers.barriers),
    }


def _build(participant: Participant, held: Held, *, actor: str, now: datetime) -> Interview:
    """Return the row to save; raise `ProgrammeRefusedError` for a day or answers that cannot be."""
    if held.held_on > now.date():
        raise ProgrammeRefusedError(_("The day is still to come."))
    if held.held_on < participant.account.opened_on and held.wave:
        raise ProgrammeRefusedError(_("The day lies before her account was opened."))
    if (held.answers is None) == (held.outcome == Interview.Outcome.DONE):
        raise ProgrammeRefusedError(
            _("An interview that was held needs all its figures; another has none.")
        )
    figures = {} if held.answers is None else _fill_in(held.answers, on=held.held_on)
    return Interview(
        participant=participant,
        wave=held.wave,
        outcome=held.outcome,
        held_on=held.held_on,
        recorded_by=actor,
        recorded_at=now,
        **figures,
    )


@transaction.atomic
def record_interview(*, participant_id: int, held: Held, actor: str, now: datetime) -> Interview:
    """Record an interview of a wave, or that it was missed, declined or could not be held.

    An intake that was held says whether she is at risk. Raises `ProgrammeRefusedError` with
    nothing recorded, so when the wave is recorded already.
    """
    participant = lock_participant(participant_id)
    interview = _build(participant, held, actor=actor, now=now)
    with named_refusals():
        interview.save()
    _follow(interview, what="interview", actor=actor, now=now)
    return interview


@transaction.atomic
def correct_interview(
    *, interview_id: int, held: Held, reason: str, actor: str, now: datetime
) -> Interview:
    """Put a new version of an interview in the place of its last one, which stays on file.

    Raises `ProgrammeRefusedError` with nothing recorded.
    """
    old = Interview.objects.get(pk=interview_id)
    participant = lock_participant(old.participant_id)
    interview = _build(participant, held, actor=actor, now=now)
    interview.wave, interview.version = old.wave, old.version + 1
    interview.supersedes, interview.reason = old, reason
    with named_refusals():
        interview.save()
    _follow(interview, what="interview corrected", actor=actor, now=now)
    return interview


def _follow(interview: Interview, *, what: str, actor: str, now: datetime) -> None:
    """Tell of it; the intake sets whether she is at risk."""
    participant = interview.participant
    if interview.wave == Interview.Wave.INTAKE and interview.outcome == Interview.Outcome.DONE:
        participant.is_at_risk = interview.band != Interview.Band.ABOVE
        participant.save(update_fields=["is_at_risk"])
    words = f"{interview.get_wave_display()}: {interview.get_outcome_display()}"
    tell(participant, what=what, words=words, actor=actor, now=now)
