"""Reading plans: the one in force, and the milestones that are open."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from impact.participants.models import Milestone, MilestoneDone, Plan
from impact.participants.queries.interviews import ASKED


def find_plans_in_force() -> QuerySet[Plan]:
    """Return each participant's latest plan that she agreed to."""
    later = Plan.objects.filter(
        participant=OuterRef("participant"),
        version__gt=OuterRef("version"),
        agreement__isnull=False,
    )
    return Plan.objects.filter(agreement__isnull=False).exclude(Exists(later))


def find_plan_in_force(account_code: str) -> Plan | None:
    """Return the plan that the account's draws are held against."""
    return find_plans_in_force().filter(participant__account__code=account_code).first()


def find_open_milestones() -> QuerySet[Milestone]:
    """Return the milestones of plans in force that are not reached, earliest day first."""
    done = MilestoneDone.objects.filter(
        participant=OuterRef("plan__participant"), key=OuterRef("key")
    )
    return (
        Milestone.objects.filter(plan__in=find_plans_in_force())
        .exclude(Exists(done))
        .select_related("plan__participant__account")
        .order_by("due_on", "pk")
    )


def find_overdue_milestones(*, on: date, case_worker: str = "") -> QuerySet[Milestone]:
    """Return the open milestones whose day is over, of participants who are still asked."""
    rows = find_open_milestones().filter(
        due_on__lt=on, plan__participant__account__status__in=ASKED
    )
    return rows.filter(plan__participant__case_worker=case_worker) if case_worker else rows
