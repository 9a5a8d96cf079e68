"""The form of a plan: its milestones and lines are typed one under the other."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.participants.admin.forms import NO_NAMES, ask_goals
from impact.participants.models import Participant
from impact.participants.services.plans import Draft
from nomi.platform.asking_fields import ask_words
from nomi.platform.screens import ReasonForm

MILESTONE = re.compile(r"(\d{4}-\d{2}-\d{2})\s+(\S.{0,199})")
LINE = re.compile(r"(\d{1,6}(?:\.\d{2})?)\s+(\S.{0,199})")
MOST = 4_000


Read = TypeVar("Read")


def _read_lines(text: str, read: Callable[[str], Read | None]) -> Iterator[Read]:
    """Return what each line says; raise `ValidationError` for the first that says nothing."""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = read(line.strip())
        if found is None:
            raise forms.ValidationError(
                gettext("Line %(number)d cannot be read: %(line)s")
                % {"number": number, "line": line.strip()}
            )
        yield found


def read_milestone(line: str) -> tuple[date, str] | None:
    """Return day and words of a milestone."""
    found = MILESTONE.fullmatch(line)
    try:
        return (date.fromisoformat(found[1]), found[2]) if found else None
    except ValueError:
        return None


def read_budget(line: str) -> tuple[int, str] | None:
    """Return cents and words of a line."""
    found = LINE.fullmatch(line)
    return (int(Decimal(found[1]) * 100), found[2]) if found else None


class PlanForm(ReasonForm):
    """What the next version of a plan says."""

    goals = ask_goals()
    milestones = ask_words(
        _("Milestones"),
        most=MOST,
        required=False,
        strip=False,
        help_text=_("One a line, with its day before it: 2026-09-01 First zipper"),
    )
    lines = ask_words(
        _("Lines with their budget in dollars"),
        most=MOST,
        required=False,
        strip=False,
        help_text=_("One a line: 120.00 First term of the evening school"),
    )
    field_order = ("goals", "milestones", "lines", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = NO_NAMES

    def clean_milestones(self) -> list[tuple[date, str]]:
        """Read day and words of each line."""
        return list(_read_lines(self.cleaned_data["milestones"], read_milestone))

    def clean_lines(self) -> list[tuple[int, str]]:
        """Read amount and words of each line."""
        return list(_read_lines(self.cleaned_data["lines"], read_budget))


def build_draft(values: dict[str, Any]) -> Draft:
    """Return what the form says."""
    return Draft(goals=values["goals"], milestones=values["milestones"], lines=values["lines"])


def find_plan_values(participant: Participant) -> dict[str, Any]:
    """Return the latest version as the form has it."""
    plan = participant.plans.first()
    if plan is None:
        return {}
    lines = plan.lines.values_list("budget_minor", "words")
    milestones = plan.milestones.values_list("due_on", "words")
    return {
        "goals": [goal.kind.code for goal in plan.goals.select_related("kind")],
        "milestones": "\n".join(f"{due_on} {words}" for due_on, words in milestones),
        "lines": "\n".join(f"{cents // 100}.{cents % 100:02} {words}" for cents, words in lines),
    }
