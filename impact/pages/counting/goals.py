"""Strategic goals as a publication shows them: with the actual of its quarter."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from impact.pages.models import GoalVersion


def build_goals(*, actuals: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return each shown goal as it stands now, and how its target was changed.

    The actual is one of `actuals`, or what staff entered with its source;
    None where there is none that may be told.
    """
    versions = list(GoalVersion.objects.select_related("goal").order_by("goal_id", "pk"))
    latest = {version.goal_id: version for version in versions}
    return [
        {
            "slug": goal.goal.slug,
            "title": goal.title,
            "indicator": goal.indicator,
            "unit": goal.unit,
            "baseline": write(goal.baseline),
            "baseline_on": goal.baseline_on.isoformat(),
            "target": write(goal.target),
            "due_on": goal.due_on.isoformat(),
            "actual": _find_actual(goal, actuals),
            "source": goal.source,
            "actual_source": goal.actual_source,
            "benchmark": write(goal.benchmark),
            "benchmark_source": goal.benchmark_source,
            "changes": _list_changes([one for one in versions if one.goal_id == goal.goal_id]),
        }
        for goal in latest.values()
        if goal.is_shown
    ]


def write(value: Decimal | None) -> str | None:
    """Return a figure without needless zeros: `23`, `1.9`."""
    return None if value is None else f"{value.normalize():f}"


def _find_actual(goal: GoalVersion, actuals: Mapping[str, int]) -> str | None:
    if goal.source == GoalVersion.Source.ENTERED:
        return write(goal.actual)
    found = actuals.get(goal.source)
    return None if found is None else str(found)


def _list_changes(versions: list[GoalVersion]) -> list[dict[str, Any]]:
    """Return each change of target or day: when, from what, to what and why."""
    pairs = pairwise(versions)
    return [
        {
            "on": new.saved_at.date().isoformat(),
            "from": write(old.target),
            "to": write(new.target),
            "due_on": new.due_on.isoformat(),
            "reason": new.reason,
        }
        for old, new in pairs
        if (old.target, old.due_on) != (new.target, new.due_on)
    ]
