"""What the screens of the programme ask for; none of it is her name but one, which is not kept."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from impact.participants.models import (
    GoalKind,
    Participant,
    PlanAgreement,
    TrainingAccount,
)
from impact.participants.queries.plans import find_open_milestones
from nomi.platform.asking_fields import (
    NOTHING,
    ask_choice,
    ask_choices,
    ask_day,
    ask_number,
    ask_text,
    ask_words,
)
from nomi.platform.people import list_staff
from nomi.platform.screens import ReasonForm

NO_NAMES = _("No names, no places: what is here can be read by everybody in the programme.")
BY_CODE = _("The whole code of her training account")
UNSAID = [("", _("not known")), ("yes", _("yes")), ("no", _("no"))]


def find_today() -> date:
    """Return today, for a form to open with."""
    return timezone.now().date()


class NamesForm(forms.Form):
    """Her names, to keep the pseudonym away from them."""

    names = ask_text(
        _("Her names, in every spelling"),
        most=300,
        help_text=_("Compared with the list of pseudonyms, and not kept. Part them by commas."),
    )

    def clean_names(self) -> list[str]:
        """Return each spelling."""
        return [one.strip() for one in self.cleaned_data["names"].split(",") if one.strip()]


class EntryForm(NamesForm):
    """With what she enters."""

    opened_on = ask_day(_("Entered on"), initial=find_today)
    adult_known_by = ask_choice(_("18 or over, known by"), [NOTHING, *Participant.AdultBy.choices])
    adult_checked_on = ask_day(_("Looked at on"), initial=find_today)
    programme = ask_text(_("Programme"), most=60)
    cohort = ask_text(_("Cohort"), most=20)
    country = ask_text(_("Country"), most=2, initial="KH", help_text=_("Two letters, as KH."))
    enterprise = ask_text(_("Partner enterprise"), most=120, required=False)
    schooling = ask_choice(_("Schooling"), Participant.Schooling.choices)
    came_by = ask_choice(_("Came by"), Participant.CameBy.choices)

    def clean_country(self) -> str:
        """Write the country in capitals."""
        return str(self.cleaned_data["country"]).upper()


class StatusForm(ReasonForm):
    """The next status, and from when on."""

    status = ask_choice(_("Status"), [NOTHING, *TrainingAccount.Status.choices])
    on = ask_day(_("From"), initial=find_today)
    field_order = ("status", "on", "reason")


class CaseWorkerForm(forms.Form):
    """Who goes with her."""

    case_worker = ask_choice(_("Case worker"), lambda: [NOTHING, *list_staff()])


class ShelterForm(forms.Form):
    """Whether she is or was in a shelter or in rehabilitation."""

    sheltered_from = ask_day(_("From"), required=False)
    sheltered_until = ask_day(_("Until"), required=False, help_text=_("Empty while she is there."))


class AttributesForm(forms.Form):
    """What staff alone may know."""

    is_survivor = ask_choice(_("Survivor"), UNSAID, required=False)
    is_at_risk = ask_choice(_("At risk"), UNSAID, required=False)

    def clean(self) -> dict[str, Any]:
        """Turn the words into yes, no or nothing."""
        values = super().clean() or {}
        answers = {"yes": True, "no": False}
        return {name: answers.get(value) for name, value in values.items()}


class NoteForm(forms.Form):
    """A note about the next step."""

    words = ask_words(_("Note"), help_text=NO_NAMES)


class DisputeForm(forms.Form):
    """Which line looks wrong, in her words."""

    line_number = ask_number(_("Number of the line"), least=1, most=1_000_000)
    her_words = ask_words(_("Her words"), help_text=NO_NAMES)


class AnswerForm(forms.Form):
    """What she is told."""

    answer = ask_words(_("Answer, in plain words"), help_text=NO_NAMES)


class AgreementForm(forms.Form):
    """How she agreed to her plan."""

    method = ask_choice(_("How she agreed"), PlanAgreement.Method.choices)
    language = ask_text(_("In which language"), most=35)
    witness = ask_choice(
        _("Witness of a spoken word"), lambda: [NOTHING, *list_staff()], required=False
    )
    agreed_on = ask_day(_("Agreed on"), initial=find_today)


class GoalKindForm(forms.Form):
    """An entry of the list of goals."""

    code = forms.SlugField(
        label=_("Code"), max_length=30, help_text=_("Small letters, as hair-stylist.")
    )
    name = ask_text(_("Name"), most=60)
    category = ask_choice(_("What a public figure may say"), GoalKind.Category.choices)


def build_milestone_form(participant: Participant) -> type[forms.Form]:
    """Return the form with the milestones of her plan in force that are open."""
    rows = find_open_milestones().filter(plan__participant=participant)
    choices = [(row.pk, f"{row.words} ({date_format(row.due_on)})") for row in rows]
    fields = {
        "milestone": ask_choice(_("Milestone"), choices),
        "done_on": ask_day(_("Done on"), initial=find_today),
        "evidence": ask_text(_("What shows it"), help_text=NO_NAMES),
    }
    return type("MilestoneForm", (forms.Form,), fields)


def list_goals() -> list[tuple[str, str]]:
    """Return the goals that a new plan may choose."""
    return list(GoalKind.objects.filter(retired_on=None).values_list("code", "name"))


def ask_goals(*, required: bool = True) -> Any:
    """Return the list of goals to choose from."""
    return ask_choices(_("Goals"), list_goals, required=required)
