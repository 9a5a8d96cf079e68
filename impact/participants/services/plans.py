"""Development plans: written in versions, agreed to by her, followed by milestones."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from impact.participants.models import (
    GoalKind,
    Milestone,
    MilestoneDone,
    Plan,
    PlanAgreement,
    PlanGoal,
    PlanLine,
)
from impact.participants.models.plans import LARGEST_MINOR
from impact.participants.refusals import ProgrammeRefusedError, named_refusals
from impact.participants.services.people import lock_participant
from impact.participants.services.steps import tell


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a version of a plan says: goals by code, milestones with their day, lines in cents."""

    goals: Sequence[str]
    milestones: Sequence[tuple[date, str]] = ()
    lines: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True, kw_only=True)
class Yes:
    """How she agreed; a spoken word needs a witness beside whoever records it."""

    method: str
    language: str
    agreed_on: date
    witness: str = ""


def _check(draft: Draft) -> list[GoalKind]:
    """Return the goals; raise `ProgrammeRefusedError` for what cannot stand in a plan."""
    kinds = list(GoalKind.objects.filter(code__in=draft.goals, retired_on=None))
    if not kinds or len(kinds) != len(draft.goals):
        raise ProgrammeRefusedError(_("Choose at least one goal of the list."))
    if any(not 0 < cents <= LARGEST_MINOR for cents, _words in draft.lines):
        raise ProgrammeRefusedError(_("A budget is above zero and at most $100,000."))
    return kinds


@transaction.atomic
def write_plan(
    *, participant_id: int, draft: Draft, reason: str, actor: str, now: datetime
) -> Plan:
    """Write the next version of her plan; the one she agreed to stays in force until her next yes.

    A milestone with the same words as in the version before is the same milestone, reached or not.
    Raises `ProgrammeRefusedError` with nothing written.
    """
    kinds = _check(draft)
    participant = lock_participant(participant_id)
    last = participant.plans.first()
    keys = dict(last.milestones.values_list("words", "key")) if last else {}
    with named_refusals():
        plan = Plan.objects.create(
            participant=participant,
            version=last.version + 1 if last else 1,
            written_by=actor,
            written_at=now,
            reason=reason,
        )
        PlanGoal.objects.bulk_create(PlanGoal(plan=plan, kind=kind) for kind in kinds)
        Milestone.objects.bulk_create(
            Milestone(plan=plan, key=keys.get(words) or uuid.uuid4(), words=words, due_on=due_on)
            for due_on, words in draft.milestones
        )
        PlanLine.objects.bulk_create(
            PlanLine(plan=plan, words=words, budget_minor=cents) for cents, words in draft.lines
        )
    tell(participant, what="plan written", words=f"v{plan.version}", actor=actor, now=now)
    return plan


@transaction.atomic
def agree_plan(*, plan_id: int, yes: Yes, actor: str, now: datetime) -> PlanAgreement:
    """Record that she agreed to this version: it is in force from now on.

    Raises `ProgrammeRefusedError` with nothing recorded.
    """
    plan = Plan.objects.select_related("participant").get(pk=plan_id)
    if yes.agreed_on > now.date():
        raise ProgrammeRefusedError(_("The day is still to come."))
    if PlanAgreement.objects.filter(plan=plan).exists():
        raise ProgrammeRefusedError(_("Her agreement to this version is recorded already."))
    with named_refusals():
        agreement = PlanAgreement.objects.create(
            plan=plan,
            method=yes.method,
            language=yes.language,
            witness=yes.witness,
            agreed_on=yes.agreed_on,
            recorded_by=actor,
            recorded_at=now,
        )
    tell(plan.participant, what="plan agreed", words=f"v{plan.version}", actor=actor, now=now)
    return agreement


@transaction.atomic
def reach_milestone(
    *, milestone_id: int, done_on: date, evidence: str, actor: str, now: datetime
) -> MilestoneDone:
    """Record that she reached a milestone, with what shows it; it holds in every later version.

    Raises `ProgrammeRefusedError` with nothing recorded.
    """
    milestone = Milestone.objects.select_related("plan__participant").get(pk=milestone_id)
    if done_on > now.date():
        raise ProgrammeRefusedError(_("The day is still to come."))
    participant = milestone.plan.participant
    with named_refusals():
        done = MilestoneDone.objects.create(
            participant=participant,
            key=milestone.key,
            done_on=done_on,
            evidence=evidence,
            recorded_by=actor,
            recorded_at=now,
        )
    tell(participant, what="milestone reached", words=milestone.words, actor=actor, now=now)
    return done


def add_goal_kind(*, code: str, name: str, category: str) -> GoalKind:
    """Add a goal to the list. Raises `ProgrammeRefusedError`."""
    with named_refusals():
        return GoalKind.objects.create(code=code, name=name, category=category)


def retire_goal_kind(*, kind_id: int, on: date) -> GoalKind:
    """Let no new plan choose the goal; plans that have it keep it."""
    kind = GoalKind.objects.get(pk=kind_id)
    kind.retired_on = on
    kind.save(update_fields=["retired_on"])
    return kind
