"""What women are counted by, each from its finest to its coarsest grouping."""

from collections.abc import Callable, Iterable, Sequence

from impact.pages.counting.women import Woman
from impact.pages.suppression.choosing import Dimension
from impact.participants.models import Interview

NOT_DUE, NO_PLAN = "not_due", "no_plan"
NOT_TOLD = "not_told"
"""The cell of those who gave no consent to anonymous statistics."""
STATUS_GROUPS = {
    "active": "in_training",
    "follow_up": "in_training",
    "paused": "in_training",
    "graduated": "graduated",
}
PROGRESS_GROUPS = {"0": "below_half", "25": "below_half", "50": "half_or_more"}
WAVE_GROUPS = {"missed": "not_done", "declined": "not_done", "unreachable": "not_done"}
ELSEWHERE = "elsewhere"


def list_dimensions(women: Sequence[Woman]) -> list[Dimension]:
    """Return the dimensions, the most wanted first: it takes what room there is."""
    return [
        build(women, "status", lambda one: one.status, (group_status, group_presence)),
        *(build_wave(women, wave) for wave in Interview.Wave.values),
        build(women, "public_page", lambda one: one.public_page, (group_consent,)),
        build(women, "progress", told(tell_progress), (group_progress,)),
        build(women, "goal", told(lambda one: one.goal or NO_PLAN), (group_goal,)),
        build(women, "country", told(lambda one: one.country or ELSEWHERE), ()),
    ]


def build(
    women: Iterable[Woman],
    name: str,
    tell: Callable[[Woman], str],
    coarser: tuple[Callable[[str], str], ...],
) -> Dimension:
    """Return the dimension by the value that `tell` gives, and by its coarser groups."""
    fine = {one.code: tell(one) for one in women}
    groups = ({code: group(value) for code, value in fine.items()} for group in coarser)
    return Dimension(name=name, groupings=(fine, *groups))


def build_wave(women: Iterable[Woman], wave: int) -> Dimension:
    """Return what became of one interview, of everybody who started."""
    tell = told(lambda one: one.waves.get(wave, NOT_DUE))
    return build(women, f"wave_{wave}", tell, (group_wave,))


def told(tell: Callable[[Woman], str]) -> Callable[[Woman], str]:
    """Return the same for those who agreed to be counted so; the others are in one cell."""
    return lambda one: tell(one) if one.is_told else NOT_TOLD


def tell_progress(one: Woman) -> str:
    """Return the band of the milestones reached."""
    return NO_PLAN if one.progress is None else str(one.progress)


def group_status(value: str) -> str:
    """Put the statuses into three."""
    return STATUS_GROUPS.get(value, "left")


def group_presence(value: str) -> str:
    """Put the statuses into two."""
    return "in_training" if STATUS_GROUPS.get(value) == "in_training" else "not_in_training"


def group_wave(value: str) -> str:
    """Put those who were not interviewed together."""
    return WAVE_GROUPS.get(value, value)


def group_consent(value: str) -> str:
    """Put a no and a withdrawn yes together."""
    return "yes" if value == "yes" else "no_or_withdrawn"


def group_progress(value: str) -> str:
    """Put the bands into halves."""
    return PROGRESS_GROUPS.get(value, "half_or_more" if value.isdecimal() else value)


def group_goal(value: str) -> str:
    """Say only who has a plan."""
    return value if value in {NOT_TOLD, NO_PLAN} else "any_goal"
