"""The case load: each participant by code, with what is next and what staff did."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from impact.participants.admin import people_asks
from impact.participants.admin.checking import name_shelter
from impact.participants.admin.sheets import SheetScreen
from impact.participants.models import CaseNote, Dispute, Interview, Participant, Plan, Step
from impact.participants.queries.case_load import find_case_load, find_late, find_next_step
from nomi.platform.amounts import format_minor
from nomi.platform.people import get_actor_name, name_actor
from nomi.platform.screens import FactsInline

HERS = ("survivor_or_at_risk",)
"""What only those may see who may change the record."""


class CaseLoad(admin.SimpleListFilter):
    """Whose participants to show, and which of them."""

    title = _("case load")
    parameter_name = "load"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        """Name the choices."""
        return [("mine", _("mine")), ("late", _("overdue")), ("mine-late", _("mine, overdue"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Participant]
    ) -> QuerySet[Participant]:
        """Keep the chosen ones."""
        chosen = self.value() or ""
        if "mine" in chosen:
            queryset = queryset.filter(case_worker=name_actor(request.user))
        if "late" in chosen:
            queryset = queryset.filter(find_late(on=timezone.now().date()))
        return queryset


class InterviewsOfHer(FactsInline):
    """Her interviews, each version."""

    model = Interview
    show_change_link = True
    fields = readonly_fields = ("wave", "version", "outcome", "held_on", "daily", "band")

    @admin.display(description=_("A day and a head"))
    def daily(self, interview: Interview) -> str:
        """Write the dollars."""
        return format_minor(interview.daily_minor)


class PlansOfHer(FactsInline):
    """Her plans, newest first."""

    model = Plan
    show_change_link = True
    fields = readonly_fields = ("version", "written_at", "reason")


class NotesOfHer(FactsInline):
    """What the case workers wrote."""

    model = CaseNote
    fields = readonly_fields = ("at", "words", "who")

    @admin.display(description=_("Who"))
    def who(self, note: CaseNote) -> str:
        """Write who wrote it."""
        return get_actor_name(note.written_by)


class DisputesOfHer(FactsInline):
    """Lines that looked wrong to her."""

    model = Dispute
    show_change_link = True
    fields = readonly_fields = ("line_number", "her_words", "answer")


class StepsOfHer(FactsInline):
    """What was done with her record."""

    model = Step
    fields = readonly_fields = ("at", "what", "words", "who")

    @admin.display(description=_("Who"))
    def who(self, step: Step) -> str:
        """Write who did it."""
        return get_actor_name(step.actor)


@admin.register(Participant)
class ParticipantScreen(SheetScreen):
    """Participants and what is next for each."""

    asks = people_asks.ASKS
    add_ask = people_asks.ADD
    inlines = (InterviewsOfHer, PlansOfHer, DisputesOfHer, NotesOfHer, StepsOfHer)
    list_display = ("code", "pseudonym", "status", "cohort", "next_step", "worker")
    list_filter = (CaseLoad, "account__status", "programme", "cohort")
    search_fields = ("account__code__iexact", "account__pseudonym")
    search_help_text = _("A whole code, or a pseudonym")
    ordering = ("account__code",)
    fields = (
        ("code", "pseudonym"),
        ("status", "opened_on"),
        ("programme", "cohort"),
        ("country", "enterprise"),
        ("adult_known_by", "adult_checked_on"),
        ("schooling", "came_by"),
        ("shelter", "worker"),
        ("next_step", "statement"),
        ("survivor_or_at_risk",),
    )
    readonly_fields = tuple(name for pair in fields for name in pair)

    def get_queryset(self, _request: HttpRequest) -> QuerySet[Any]:
        """Fetch along what the next step is read from."""
        return find_case_load().order_by("account__code")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep what is hers from those who may only read."""
        fields = super().get_fields(request, obj)
        if request.user.has_perm(people_asks.CHANGE):
            return fields
        return [pair for pair in fields if pair != HERS]

    def get_inlines(self, request: HttpRequest, _obj: Any) -> list[Any]:
        """Keep the notes from those who may only read."""
        may_read = request.user.has_perm(people_asks.CHANGE)
        return [one for one in self.inlines if may_read or one is not NotesOfHer]

    @admin.display(description=_("Code"), ordering="account__code")
    def code(self, row: Participant) -> str:
        """Write the code."""
        return row.account.code

    @admin.display(description=_("Pseudonym"))
    def pseudonym(self, row: Participant) -> str:
        """Write the pseudonym."""
        return row.account.pseudonym

    @admin.display(description=_("Status"), ordering="account__status")
    def status(self, row: Participant) -> str:
        """Write where she is."""
        return row.account.get_status_display()

    @admin.display(description=_("Entered on"))
    def opened_on(self, row: Participant) -> str:
        """Write when she entered."""
        return date_format(row.account.opened_on)

    @admin.display(description=_("Next step"))
    def next_step(self, row: Participant) -> str:
        """Write what is next, and whether it is late."""
        today = timezone.now().date()
        step = find_next_step(row, on=today)
        if step is None:
            return "–"
        due_on, words = step
        if due_on < today:
            day = date_format(due_on)
            return format_html("<strong>{}: {} ({})</strong>", _("Overdue"), words, day)
        return f"{words} ({date_format(due_on)})"

    @admin.display(description=_("Case worker"), ordering="case_worker")
    def worker(self, row: Any) -> str:
        """Write who goes with her."""
        return row.worker_name or "–"

    @admin.display(description=_("Shelter"))
    def shelter(self, row: Participant) -> Any:
        """Write what she answered."""
        if row.shelter_asked_on is None:
            return _("nobody has asked: nothing of hers is published")
        day = date_format(row.shelter_asked_on)
        words = _("%(answer)s, asked on %(day)s") % {"answer": name_shelter(row), "day": day}
        if row.shelter_checked_by:
            return words
        return _("%(words)s; nobody else has checked it") % {"words": words}

    @admin.display(description=_("For staff alone"))
    def survivor_or_at_risk(self, row: Participant) -> str:
        """Write both attributes."""
        answers = {True: _("yes"), False: _("no"), None: _("not known")}
        survivor, at_risk = answers[row.is_survivor], answers[row.is_at_risk]
        return f"{_('Survivor')}: {survivor} · {_('At risk')}: {at_risk}"

    @admin.display(description=_("Her statement"))
    def statement(self, row: Participant) -> str:
        """Lead to the page to read with her."""
        address = reverse("her-statement", args=(row.account.code,))
        return format_html('<a class="desk-link" href="{}">{}</a>', address, _("Read it with her"))
