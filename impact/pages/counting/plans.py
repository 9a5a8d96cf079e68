"""How far each woman's plan has come: the kind of its first goal, and its milestones."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from impact.participants.models import Milestone, MilestoneDone, PlanAgreement, PlanGoal

BAND = 25
"""Per cent; progress is rounded down to such steps (DOMAIN.md, rule 24)."""


@dataclass(frozen=True, kw_only=True)
class Path:
    """What of a plan is counted."""

    goal: str = ""
    progress: int | None = None
    reached_on: tuple[date, ...] = ()


def read_paths(*, as_of: datetime) -> dict[int, Path]:
    """Return the path of each account whose holder agreed to a plan before the moment."""
    plans = _read_plans(as_of)
    goals = _read_goals(plans)
    keys: dict[int, set[object]] = defaultdict(set)
    for plan_id, key in Milestone.objects.filter(plan__in=plans).values_list("plan_id", "key"):
        keys[plan_id].add(key)
    reached: dict[int, dict[object, date]] = defaultdict(dict)
    done = MilestoneDone.objects.filter(done_on__lt=as_of.date())
    for account_id, key, day in done.values_list("participant__account_id", "key", "done_on"):
        reached[account_id][key] = day
    return {
        account_id: Path(
            goal=goals.get(plan_id, ""),
            progress=_find_band(
                len(keys[plan_id] & reached[account_id].keys()), len(keys[plan_id])
            ),
            reached_on=tuple(
                day for key, day in reached[account_id].items() if key in keys[plan_id]
            ),
        )
        for plan_id, account_id in plans.items()
    }


def _read_plans(as_of: datetime) -> dict[int, int]:
    """Return the plan in force of each account at the moment, as plan → account."""
    agreed = PlanAgreement.objects.filter(agreed_on__lt=as_of.date()).order_by("plan__version")
    latest = dict(agreed.values_list("plan__participant__account_id", "plan_id"))
    return {plan_id: account_id for account_id, plan_id in latest.items()}


def _read_goals(plans: dict[int, int]) -> dict[int, str]:
    """Return the category of the goal that stands first in each plan."""
    goals = PlanGoal.objects.filter(plan__in=plans).order_by("-pk")
    return dict(goals.values_list("plan_id", "kind__category"))


def _find_band(done: int, count: int) -> int:
    """Return the share of milestones reached, rounded down to a band."""
    return done * 100 // count // BAND * BAND if count else 0
