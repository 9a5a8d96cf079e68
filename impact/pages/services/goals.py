"""Write strategic goals; every version is kept."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from impact.pages.models import GoalVersion, StrategicGoal
from impact.pages.suppression import REMEMBERED, SMALLEST_COHORT

ABOUT_WOMEN = (GoalVersion.Unit.WOMEN, GoalVersion.Unit.JOBS)


class GoalRefused(Exception):  # noqa: N818 - says what happened
    """The goal cannot be saved like this, and nothing was. Words for staff."""


@transaction.atomic
def add_goal(
    *, slug: str, words: dict[str, Any], reason: str, actor: str, now: datetime
) -> StrategicGoal:
    """Set down a goal with its first version. Raise `GoalRefused` when the name is taken."""
    goal, is_new = StrategicGoal.objects.get_or_create(slug=slug)
    if not is_new:
        raise GoalRefused(_("There is a goal of this name already."))
    _write(goal, words=words, reason=reason, actor=actor, now=now)
    return goal


@transaction.atomic
def save_goal(
    *, goal_id: int, words: dict[str, Any], reason: str, actor: str, now: datetime
) -> GoalVersion:
    """Keep the next version; the next publication shows it. See `add_goal`."""
    goal = StrategicGoal.objects.select_for_update(of=("self",)).get(pk=goal_id)
    return _write(goal, words=words, reason=reason, actor=actor, now=now)


def _write(
    goal: StrategicGoal, *, words: dict[str, Any], reason: str, actor: str, now: datetime
) -> GoalVersion:
    """Write a version; `words` are its other columns."""
    is_entered = words["source"] == GoalVersion.Source.ENTERED
    if not is_entered and words.get("actual") is not None:
        raise GoalRefused(_("The actual comes from the books: leave the field empty."))
    if words.get("actual") is not None and not words.get("actual_source"):
        raise GoalRefused(_("Say where the actual figure comes from."))
    if words["unit"] in ABOUT_WOMEN:
        _check_women(goal, words)
    if words.get("benchmark") is not None and not words.get("benchmark_source"):
        raise GoalRefused(_("Say where the benchmark comes from."))
    return GoalVersion.objects.create(
        goal=goal, **words, reason=reason, saved_by=actor, saved_at=now
    )


def _check_women(goal: StrategicGoal, words: dict[str, Any]) -> None:
    """Raise `GoalRefused` for figures that tell of fewer than eleven women, or move by as few."""
    told = goal.versions.filter(unit__in=ABOUT_WOMEN).exclude(actual=None)
    earlier = told.values_list("actual", flat=True)[:REMEMBERED]
    actual = words.get("actual")
    moves = [abs(actual - one) for one in earlier] if actual is not None else []
    counts = [words["baseline"], *filter(None, [actual]), *moves]
    if any(0 < count < SMALLEST_COHORT for count in counts):
        raise GoalRefused(
            _("A figure about women counts eleven or none, and moves by eleven or more.")
        )
