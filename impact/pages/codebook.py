"""What the codes of a publication mean, in words; the same on pages, in tables and in files."""

from decimal import Decimal

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

WAVES = ("wave_0", "wave_6", "wave_12", "wave_24", "wave_36")

TITLES = {
    "status": _("Where they are in the programme"),
    "public_page": _("Public page: what they decided"),
    "progress": _("Milestones of the plan reached"),
    "goal": _("Kind of goal"),
    "country": _("Country"),
}
MEANINGS = {
    "status": _("Status at the end of the quarter."),
    "public_page": _(
        "Whether a consent to a page of her own was in force at the end of the quarter."
    ),
    "progress": _("Milestones reached of those in her development plan, rounded down to quarters."),
    "goal": _("Category of the first goal of her development plan."),
    "country": _("Country of the programme, by its two letters."),
}
WAVE_MEANING = _("What became of the interview, counted over everybody who started.")
CELLS = {
    "active": _("active"),
    "follow_up": _("in follow-up"),
    "paused": _("paused"),
    "left": _("left"),
    "graduated": _("graduated"),
    "transferred": _("transferred"),
    "unreachable": _("could not be reached"),
    "deceased": _("deceased"),
    "closed": _("closed"),
    "in_training": _("in training"),
    "not_in_training": _("not in training"),
    "yes": _("yes"),
    "no": _("no"),
    "withdrawn": _("withdrawn"),
    "no_or_withdrawn": _("no, or withdrawn"),
    "no_plan": _("no plan yet"),
    "any_goal": _("has a plan"),
    "below_half": _("below half"),
    "half_or_more": _("half or more"),
    "done": _("interviewed"),
    "missed": _("missed"),
    "declined": _("declined"),
    "not_done": _("not interviewed"),
    "not_due": _("not due yet"),
    "not_told": _("did not agree to be counted here"),
    "vocational": _("vocational"),
    "schooling": _("schooling"),
    "business": _("own business"),
    "profession": _("profession"),
    "KH": _("Cambodia"),
    "IN": _("India"),
    "PH": _("Philippines"),
    "elsewhere": _("elsewhere"),
}
SPENDING = {
    "school": _("School"),
    "course": _("Courses"),
    "tools": _("Tools and materials"),
    "childcare": _("Childcare"),
    "transport": _("Transport to training"),
    "other": _("Everything else"),
}
STATES = {
    "new": _("new this quarter"),
    "held": _("as published before: too few changed since"),
    "withheld": _("not shown: a part of it would speak of fewer than eleven women"),
}


def name_table(name: str) -> str:
    """Return a table's title."""
    if name in WAVES:
        return gettext("Interview: %(when)s") % {"when": name_wave(int(name.removeprefix("wave_")))}
    return str(TITLES.get(name, name))


def explain_table(name: str) -> str:
    """Return what a table counts."""
    return str(WAVE_MEANING if name in WAVES else MEANINGS.get(name, ""))


def name_cell(table: str, cell: str) -> str:
    """Return a cell's words."""
    if table == "progress" and cell.isdecimal():
        return gettext("%(share)s %%") % {"share": cell}
    return str(CELLS.get(cell, cell))


def name_wave(months: int) -> str:
    """Return when an interview is held."""
    if not months:
        return gettext("at intake")
    return ngettext("after %(count)d month", "after %(count)d months", months) % {"count": months}


def name_unit(value: str | None, unit: str) -> str:
    """Return a goal's figure with its unit, thousands set apart; a dash where there is none."""
    if value is None:
        return "–"
    figure = f"{Decimal(value):,f}"
    if unit == "dollars":
        return f"${figure}"
    return f"{figure} %" if unit == "percent" else figure
