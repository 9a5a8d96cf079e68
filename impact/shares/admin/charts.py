"""The latest allocation runs as bars: whole units of a drawing, no scripts and no styles."""

from collections.abc import Sequence
from dataclasses import dataclass

from impact.shares.models import AllocationRun
from nomi.platform.amounts import format_minor

HEIGHT = 120
STEP = 28
BAR = 20


@dataclass(frozen=True, kw_only=True)
class RunBar:
    """One run's bar, and what it says when read aloud or pointed at."""

    x: int
    y: int
    width: int
    height: int
    label: str
    number: int


def draw_runs(runs: Sequence[AllocationRun]) -> list[RunBar]:
    """Return a bar for each run, oldest first, the largest as high as the drawing."""
    largest = max((run.total_minor for run in runs), default=1)
    return [
        RunBar(
            x=place * STEP,
            y=HEIGHT - height,
            width=BAR,
            height=height,
            label=f"{run.ran_at:%d %b %Y}: {format_minor(run.total_minor)}",
            number=run.pk,
        )
        for place, run in enumerate(sorted(runs, key=lambda run: run.pk))
        for height in [max(2, run.total_minor * HEIGHT // largest)]
    ]
