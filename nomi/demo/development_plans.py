"""Invented plans of the demo's participants: a goal, milestones and lines with a budget."""

from datetime import datetime, timedelta

from impact.participants.models import Participant, Plan
from impact.participants.queries.plans import find_plan_in_force
from impact.participants.services.plans import (
    Draft,
    Yes,
    agree_plan,
    reach_milestone,
    write_plan,
)
from nomi.demo.logins import CASE_WORKER_EMAIL
from nomi.demo.staff import name_staff

PATHS = (
    ("seamstress", ("Buttons and zippers", "First shirt alone"), "Sewing course, three months"),
    ("teacher", ("Reading class", "Entrance test"), "Teachers' college, first term"),
    ("hair-stylist", ("First ten heads", "Own scissors"), "Hair styling course"),
    ("own-business", ("A week of accounts", "A place to sell"), "Bookkeeping, two evenings"),
    ("lawyer", ("Evening school, tenth grade", "Entrance test"), "Evening school, one year"),
)
BUDGET_MINOR = 18_000
READING, ZIPPERS = "Reading and arithmetic, one term", "Zippers, four evenings"
COMMON = ((6_000, READING), (6_000, ZIPPERS))
"""Lines of every plan; past payments cite them."""
AGREED_AFTER = timedelta(days=30)
REACHED = 3
"""Of three plans one has reached its first milestone, one is late with it, one has time."""


def seed_plan(participant: Participant, *, place: int, actor: str, now: datetime) -> None:
    """Write her first plan and record her yes; some have reached the first milestone."""
    goal, milestones, line = PATHS[place % len(PATHS)]
    first = now.date() + timedelta(days=(-40, -9, 60)[place % REACHED])
    written_at = datetime.combine(participant.account.opened_on + AGREED_AFTER, now.timetz())
    plan = write_plan(
        participant_id=participant.pk,
        draft=Draft(
            goals=[goal],
            milestones=[
                (first, milestones[0]),
                (now.date() + timedelta(days=200), milestones[1]),
            ],
            lines=[(BUDGET_MINOR, line), *COMMON],
        ),
        reason="Her first plan.",
        actor=actor,
        now=written_at,
    )
    _agree(plan, now=written_at)
    if place % REACHED == 0:
        reach_milestone(
            milestone_id=plan.milestones.earliest("due_on").pk,
            done_on=first,
            evidence="Certificate of the course",
            actor=actor,
            now=now,
        )


def keep_line(code: str, *, words: str, budget_minor: int, actor: str, now: datetime) -> None:
    """Let her plan in force have the line: in a new version that she agrees to."""
    plan = find_plan_in_force(code)
    if plan is not None and plan.lines.filter(words=words).exists():
        return
    draft = Draft(goals=["seamstress"], lines=[(budget_minor, words)])
    if plan is not None:
        draft = Draft(
            goals=[goal.kind.code for goal in plan.goals.select_related("kind")],
            milestones=list(plan.milestones.values_list("due_on", "words")),
            lines=[*plan.lines.values_list("budget_minor", "words"), *draft.lines],
        )
    participant = Participant.objects.get(account__code=code)
    written = write_plan(
        participant_id=participant.pk, draft=draft, reason="One line more.", actor=actor, now=now
    )
    _agree(written, now=now)


def _agree(plan: Plan, *, now: datetime) -> None:
    """Record her yes by another than who asks for money under the plan."""
    yes = Yes(method="signature", language="Khmer", agreed_on=now.date())
    agree_plan(plan_id=plan.pk, yes=yes, actor=name_staff(CASE_WORKER_EMAIL), now=now)
