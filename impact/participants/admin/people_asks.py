"""What staff can do with a participant's record: each ask calls one service."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.participants.admin import checking
from impact.participants.admin.forms import (
    AttributesForm,
    CaseWorkerForm,
    DisputeForm,
    EntryForm,
    NamesForm,
    NoteForm,
    ShelterForm,
    StatusForm,
    build_milestone_form,
)
from impact.participants.admin.interview_form import InterviewForm, build_held
from impact.participants.admin.plan_form import PlanForm, build_draft, find_plan_values
from impact.participants.admin.signing import sign
from impact.participants.models import Participant
from impact.participants.pseudonyms import NoPseudonymLeftError
from impact.participants.queries.accounts import find_returns_to_check
from impact.participants.queries.plans import find_open_milestones
from impact.participants.refusals import ProgrammeRefusedError
from impact.participants.services import change_status, enrol, replace_pseudonym
from impact.participants.services import people as services
from impact.participants.services.accounts import Entry
from impact.participants.services.disputes import take_dispute
from impact.participants.services.interviews import record_interview
from impact.participants.services.plans import reach_milestone, write_plan
from nomi.platform.asking import Ask
from nomi.platform.screens import AgreementForm

Done = tuple[Participant, str]
Values = dict[str, Any]
CHANGE = "participants.change_participant"
REFUSALS = (ProgrammeRefusedError, NoPseudonymLeftError)
HER, RECORD = _("Her record"), _("Her path")
WORDS = {True: "yes", False: "no", None: ""}


def enter(_row: Any, values: Values, request: HttpRequest) -> Done:
    """Open her account."""
    names, opened_on = values.pop("names"), values.pop("opened_on")
    signature = sign(request)
    entry = Entry(**values, case_worker=signature["actor"])
    account = enrol(entry=entry, names=names, opened_on=opened_on, **signature)
    words = gettext("Account %(code)s is open, under the pseudonym %(pseudonym)s.")
    return account.participant, words % {"code": account.code, "pseudonym": account.pseudonym}


def move(row: Participant, values: Values, request: HttpRequest) -> Done:
    """Change the status."""
    change = change_status(account_code=row.account.code, **values, **sign(request))
    words = gettext("The status is “%(status)s” from %(day)s on.")
    if find_returns_to_check(actor="").filter(pk=change.pk).exists():
        words = gettext(
            "The status is “%(status)s” from %(day)s on. Nothing of hers is shown before another"
            " person has checked it."
        )
    return row, words % {"status": change.get_to_status_display(), "day": change.on}


def assign(row: Participant, values: Values, request: HttpRequest) -> Done:
    """Give her another case worker."""
    services.assign_case_worker(participant_id=row.pk, **values, **sign(request))
    return row, gettext("The case worker is changed.")


def shelter(row: Participant, values: Values, request: HttpRequest) -> Done:
    """Record the answer about a shelter."""
    services.record_shelter(participant_id=row.pk, **values, **sign(request))
    return row, gettext("Recorded, as of today. Another person checks what is new in it.")


def describe(row: Participant, values: Values, request: HttpRequest) -> Done:
    """Set the attributes."""
    services.describe_participant(participant_id=row.pk, **values, **sign(request))
    return row, gettext("Recorded. The public never sees which applies.")


def note(row: Participant, values: Values, request: HttpRequest) -> Done:
    """Keep a note."""
    services.add_note(participant_id=row.pk, **values, **sign(request))
    return row, gettext("The note is kept.")


def interview(row: Participant, values: Values, request: HttpRequest) -> Done:
    """Record an interview."""
    held = build_held(values, wave=int(values["wave"]))
    made = record_interview(participant_id=row.pk, held=held, **sign(request))
    if made.daily_minor is None:
        return row, gettext("Recorded: %(outcome)s.") % {"outcome": made.get_outcome_display()}
    words = gettext("Recorded: $%(daily)s a day and a head, %(band)s.")
    daily = f"{made.daily_minor // 100}.{made.daily_minor % 100:02}"
    return row, words % {"daily": daily, "band": made.get_band_display()}


def plan(row: Participant, values: Values, request: HttpRequest) -> Done:
    """Write a version of her plan."""
    reason = values["reason"]
    made = write_plan(
        participant_id=row.pk, draft=build_draft(values), reason=reason, **sign(request)
    )
    words = gettext("Version %(version)d is written. It is in force once she has agreed to it.")
    return row, words % {"version": made.version}


def reach(row: Participant, values: Values, request: HttpRequest) -> Done:
    """Record a milestone as reached."""
    milestone_id = int(values.pop("milestone"))
    reach_milestone(milestone_id=milestone_id, **values, **sign(request))
    return row, gettext("The milestone is reached.")


def dispute(row: Participant, values: Values, request: HttpRequest) -> Done:
    """Take down a disputed line."""
    take_dispute(participant_id=row.pk, **values, **sign(request))
    return row, gettext("Taken down. Somebody else answers it.")


def rename(row: Participant, values: Values, request: HttpRequest) -> Done:
    """Retire the pseudonym."""
    account = replace_pseudonym(
        account_code=row.account.code, names=values["names"], **sign(request)
    )
    words = gettext("The old pseudonym is never used again. The new one is %(pseudonym)s.")
    return row, words % {"pseudonym": account.pseudonym}


def find_shelter(row: Participant) -> Values:
    """Return what was answered last."""
    return {"sheltered_from": row.sheltered_from, "sheltered_until": row.sheltered_until}


def find_attributes(row: Participant) -> Values:
    """Return what is known."""
    return {"is_survivor": WORDS[row.is_survivor], "is_at_risk": WORDS[row.is_at_risk]}


def has_open_milestones(row: Participant, _request: HttpRequest) -> bool:
    """Return whether there is a milestone to reach."""
    return find_open_milestones().filter(plan__participant=row).exists()


def ask_her(name: str, label: Any, act: Any, form: type[forms.Form], **more: Any) -> Ask:
    """Return an ask about a participant that needs the right to change her record."""
    return Ask(
        name=name,
        label=label,
        act=act,
        form=form,
        **{"permission": CHANGE, "refusals": REFUSALS, "group": RECORD, **more},
    )


ADD = ask_her(
    "add",
    _("Enter a participant"),
    enter,
    EntryForm,
    permission="participants.add_participant",
    question=_("An adult. Her code is random, her pseudonym drawn from a list of plants."),
)
ASKS = (
    ask_her(
        "interview",
        _("Record an interview"),
        interview,
        InterviewForm,
        question=_("Missed, declined or out of reach: say so, and leave the figures empty."),
    ),
    ask_her(
        "plan",
        _("Write her plan"),
        plan,
        PlanForm,
        question=_("A new version. The one she agreed to stays in force until her next yes."),
        find_values=find_plan_values,
    ),
    ask_her(
        "milestone",
        _("Milestone reached"),
        reach,
        forms.Form,
        build_form=build_milestone_form,
        is_offered=has_open_milestones,
    ),
    ask_her("note", _("Add a note"), note, NoteForm),
    ask_her(
        "dispute",
        _("Take a dispute"),
        dispute,
        DisputeForm,
        question=_("A line of her statement looks wrong to her. Asking changes nothing for her."),
    ),
    ask_her(
        "status",
        _("Change the status"),
        move,
        StatusForm,
        question=_(
            "Gone, paused or out of reach: nothing of hers is shown from then on. When she is back,"
            " another person checks it first. Closing is for good, and another person closes."
        ),
        group=HER,
    ),
    ask_her(
        "check-return",
        _("Check that she is back"),
        checking.check_back,
        AgreementForm,
        describe=checking.describe_return,
        is_offered=checking.may_check_return,
        decides_on=checking.find_return_key,
        group=HER,
    ),
    ask_her("case-worker", _("Change the case worker"), assign, CaseWorkerForm, group=HER),
    ask_her(
        "shelter",
        _("Ask about a shelter"),
        shelter,
        ShelterForm,
        question=_("Both days empty: she is in none, and was in none."),
        find_values=find_shelter,
        group=HER,
    ),
    ask_her(
        "check-shelter",
        _("Check the answer about a shelter"),
        checking.check_answer,
        AgreementForm,
        describe=checking.describe_shelter,
        is_offered=checking.may_check_answer,
        decides_on=checking.find_answer,
        group=HER,
    ),
    ask_her(
        "attributes",
        _("Set attributes"),
        describe,
        AttributesForm,
        find_values=find_attributes,
        group=HER,
    ),
    ask_her(
        "pseudonym",
        _("Retire the pseudonym"),
        rename,
        NamesForm,
        question=_("She gets another from the list. The old one is never used again."),
        group=HER,
    ),
)
