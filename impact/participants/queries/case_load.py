"""Reading the case load: who has whom, what is next and what is late."""

from datetime import date

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from impact.participants.models import Interview, Participant
from impact.participants.queries.interviews import ASKED, list_due, list_open
from impact.participants.queries.plans import find_open_milestones, find_overdue_milestones
from nomi.platform.people import find_username


def find_case_load() -> QuerySet[Participant]:
    """Return the participants with what their next step is read from, without a query for each."""
    milestones = find_open_milestones().filter(plan__participant=OuterRef("pk"))
    recorded = Prefetch("interviews", queryset=Interview.objects.only("participant_id", "wave"))
    return (
        Participant.objects.select_related("account")
        .prefetch_related(recorded)
        .annotate(
            worker_name=find_username("case_worker"),
            next_milestone=Subquery(milestones.values("words")[:1]),
            next_milestone_on=Subquery(milestones.values("due_on")[:1]),
        )
    )


def find_next_step(participant: Participant, *, on: date) -> tuple[date, str] | None:
    """Return the next thing to do for a participant of `find_case_load`, and its day."""
    if participant.account.status not in ASKED:
        return None
    steps = [
        (due.due_on, str(Interview.Wave(due.wave).label)) for due in list_open(participant, on=on)
    ]
    milestone_on = getattr(participant, "next_milestone_on", None)
    if milestone_on is not None:
        steps.append((milestone_on, getattr(participant, "next_milestone", "")))
    return min(steps, default=None)


def find_late(*, on: date) -> Q:
    """Return the condition that a participant's interview or milestone is overdue."""
    late = {due.participant.pk for due in list_due(on=on) if due.is_overdue(on)}
    milestones = find_overdue_milestones(on=on).values("plan__participant")
    return Q(pk__in=late) | Q(pk__in=milestones)
