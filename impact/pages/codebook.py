"""What the codes of a publication mean, in words; the same on pages, in tables and in files."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

WAVES = ("wave_0", "wave_6", "wave_12", "wave_24", "wave_36")

TITLES = {
    "status": lazy("Where they are in the programme"),
    "public_page": lazy("Public page: what they decided"),
    "progress": lazy("Milestones of the plan reached"),
    "goal": lazy("Kind of goal"),
    "country": lazy("Country"),
}
MEANINGS = {
    "status": lazy("Status at the end of the quarter."),
    "public_page": lazy(
        "Whether a consent to a page of her own was in force at the end of the quarter."
    ),
    "progress": lazy(
        "Milestones reached of those in her development plan, rounded down to quarters."
    ),
    "goal": lazy("Category of the first goal of her development plan."),
    "country": lazy("Country of the programme, by its two letters."),
}
WAVE_MEANING = lazy("What became of the interview, counted over everybody who started.")
CELLS = {
    "active": lazy("active"),
    "follow_up": lazy("in follow-up"),
    "paused": lazy("paused"),
    "left": lazy("left"),
    "graduated": lazy("graduated"),
    "transferred": lazy("transferred"),
    "unreachable": lazy("could not be reached"),
    "deceased": lazy("deceased"),
    "closed": lazy("closed"),
    "in_training": lazy("in training"),
    "not_in_training": lazy("not in training"),
    "yes": lazy("yes"),
    "no": lazy("no"),
    "withdrawn": lazy("withdrawn"),
    "no_or_withdrawn": lazy("no, or withdrawn"),
    "no_plan": lazy("no plan yet"),
    "any_goal": lazy("has a plan"),
    "below_half": lazy("below half"),
    "half_or_more": lazy("half or more"),
    "done": lazy("interviewed"),
    "missed": lazy("missed"),
    "declined": lazy("declined"),
    "not_done": lazy("not interviewed"),
    "not_due": lazy("not due yet"),
    "not_told": lazy("did not agree to be counted here"),
    "vocational": lazy("vocational"),
    "schooling": lazy("schooling"),
    "business": lazy("own business"),
    "profession": lazy("profession"),
}
SPENDING = {
    "school": lazy("School"),
    "course": lazy("Courses"),
    "tools": lazy("Tools and materials"),
    "childcare": lazy("Childcare"),
    "transport": lazy("Transport to training"),
    "other": lazy("Everything else"),
}
STATES = {
    "new": lazy("new this quarter"),
    "held": lazy("as published before: too few changed since"),
    "withheld": lazy("not published: some cell would count fewer than eleven"),
}


def name_table(name: str) -> str:
    """Return a table's title."""
    if name in WAVES:
        return _("Interview: %(when)s") % {"when": name_wave(int(name.removeprefix("wave_")))}
    return str(TITLES.get(name, name))


def explain_table(name: str) -> str:
    """Return what a table counts."""
    return str(WAVE_MEANING if name in WAVES else MEANINGS.get(name, ""))


def name_cell(table: str, cell: str) -> str:
    """Return a cell's words."""
    if table == "progress" and cell.isdecimal():
        return _("%(share)s %%") % {"share": cell}
    return str(CELLS.get(cell, cell))


def name_wave(months: int) -> str:
    """Return when an interview is held."""
    if not months:
        return _("at intake")
    return ngettext("after %(count)d month", "after %(count)d months", months) % {"count": months}


def name_unit(value: str | None, unit: str) -> str:
    """Return a goal's figure with its unit; a dash where there is none."""
    if value is None:
        return "–"
    if unit == "dollars":
        return f"${value}"
    return f"{value} %" if unit == "percent" else value
