"""Reading interviews: the versions that count, and what is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet

from impact.participants.models import Interview, Participant, TrainingAccount
from impact.participants.queries.accounts import add_months

EARLY = timedelta(days=30)
LATE = timedelta(days=60)
"""An interview may be held from 30 days before its day; 60 days after it, it counts as missed."""
ASKED = (
    TrainingAccount.Status.ACTIVE,
    TrainingAccount.Status.FOLLOW_UP,
    TrainingAccount.Status.PAUSED,
    TrainingAccount.Status.GRADUATED,
)
"""Whoever left, cannot be reached or has died is not asked again; she counts as missing."""


@dataclass(frozen=True, kw_only=True)
class DueInterview:
    """An interview that should be held, and on which day."""

    participant: Participant
    wave: int
    due_on: date

    def is_overdue(self, on: date) -> bool:
        """Return whether its day is over."""
        return on > self.due_on


def find_latest() -> QuerySet[Interview]:
    """Return the interviews that no later version took the place of."""
    return Interview.objects.filter(superseded_by__isnull=True)


def list_due(*, on: date, case_worker: str = "") -> list[DueInterview]:
    """Return the interviews that may be held now or should have been, earliest day first."""
    people = Participant.objects.filter(account__status__in=ASKED).select_related("account")
    if case_worker:
        people = people.filter(case_worker=case_worker)
    recorded = Prefetch("interviews", queryset=Interview.objects.only("participant_id", "wave"))
    found = [due for one in people.prefetch_related(recorded) for due in list_open(one, on=on)]
    return sorted(found, key=lambda due: (due.due_on, due.participant.account.code))


def list_open(participant: Participant, *, on: date) -> Iterator[DueInterview]:
    """Return the waves of one participant that have opened and are not recorded."""
    recorded = {interview.wave for interview in participant.interviews.all()}
    for wave in Interview.Wave.values:
        due_on = add_months(participant.account.opened_on, wave)
        if wave not in recorded and due_on - EARLY <= on:
            yield DueInterview(participant=participant, wave=wave, due_on=due_on)
