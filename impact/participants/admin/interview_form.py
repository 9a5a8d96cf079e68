"""The form of an interview: expenditure, household, work, goals and barriers, and nothing else."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from impact.participants.admin.forms import ask_goals, find_today
from impact.participants.measuring import Consumption
from impact.participants.models import Interview
from impact.participants.models.interviews import MOST_DAYS, MOST_MEMBERS
from impact.participants.services.interviews import Answers, Held, Household
from nomi.platform.asking_fields import (
    NOTHING,
    ask_amount,
    ask_choice,
    ask_choices,
    ask_day,
    ask_number,
    ask_text,
)
from nomi.platform.screens import ReasonForm

NEEDED = (
    "consumption",
    "currency",
    "days",
    "rate",
    "rate_source",
    "rate_on",
    "adults",
    "children",
    "earners",
    "work",
    "work_days",
)
"""What an interview that was held must say."""


class InterviewForm(forms.Form):
    """One interview; what is not held leaves the figures empty."""

    wave = ask_choice(_("Wave"), [NOTHING, *Interview.Wave.choices])
    outcome = ask_choice(_("Outcome"), [NOTHING, *Interview.Outcome.choices])
    held_on = ask_day(_("Day"), initial=find_today)
    consumption = ask_amount(
        _("What the whole household consumed"), required=False, most=16, places=2
    )
    currency = ask_text(_("Currency"), required=False, most=3, initial="KHR")
    rate = ask_amount(_("How much of it makes one US dollar"), required=False, most=18, places=6)
    rate_source = ask_text(_("Source of the rate"), required=False, most=100)
    rate_on = ask_day(_("Day of the rate"), required=False)
    days = ask_number(_("In how many days"), required=False, least=1, most=MOST_DAYS)
    adults = ask_number(_("Adults of the household"), required=False, most=MOST_MEMBERS)
    children = ask_number(_("Children of the household"), required=False, most=MOST_MEMBERS)
    earners = ask_number(_("How many of them earn"), required=False, most=MOST_MEMBERS)
    work = ask_choice(_("Work"), [NOTHING, *Interview.Work.choices], required=False)
    work_days = ask_number(_("Days of work in a month"), required=False, most=31)
    goals = ask_goals(required=False)
    barriers = ask_choices(_("Barriers"), Interview.Barrier.choices, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the figures of an interview that was held, and of no other."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("outcome") == Interview.Outcome.DONE:
            for name in NEEDED:
                if values.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, _("An interview that was held needs this."))
        return values


class CorrectionForm(InterviewForm, ReasonForm):
    """The same once more, and why."""

    wave = None


def build_held(values: dict[str, Any], *, wave: int) -> Held:
    """Return what the form says."""
    answers = None
    if values["outcome"] == Interview.Outcome.DONE:
        answers = Answers(
            consumption=Consumption(
                consumption_minor=int(values["consumption"] * 100),
                currency=values["currency"].upper(),
                days=values["days"],
                members=values["adults"] + values["children"],
                rate=values["rate"],
            ),
            rate_source=values["rate_source"],
            rate_on=values["rate_on"],
            household=Household(
                adults=values["adults"], children=values["children"], earners=values["earners"]
            ),
            work=values["work"],
            work_days=values["work_days"],
            goals=values["goals"],
            barriers=values["barriers"],
        )
    return Held(wave=wave, outcome=values["outcome"], held_on=values["held_on"], answers=answers)


def find_interview_values(row: Interview) -> dict[str, Any]:
    """Return the interview as the form has it."""
    values: dict[str, Any] = {
        name: getattr(row, name) for name in ("outcome", "held_on", "goals", "barriers")
    }
    if row.consumption_minor is not None:
        values |= {name: getattr(row, name) for name in NEEDED if name != "consumption"}
        whole, rest = divmod(row.consumption_minor, 100)
        values["consumption"] = f"{whole}.{rest:02}"
    return values
