"""The screen of interviews: every version, with what each was reckoned from."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.participants.admin.forms import BY_CODE
from impact.participants.admin.interview_form import (
    CorrectionForm,
    build_held,
    find_interview_values,
)
from impact.participants.admin.signing import sign
from impact.participants.models import Interview
from impact.participants.queries.interviews import find_latest
from impact.participants.refusals import ProgrammeRefusedError
from impact.participants.services.interviews import correct_interview
from nomi.platform.amounts import format_minor
from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.people import get_actor_name


def correct(row: Interview, values: dict[str, Any], request: HttpRequest) -> tuple[Interview, str]:
    """Put another version in its place."""
    made = correct_interview(
        interview_id=row.pk,
        held=build_held(values, wave=row.wave),
        reason=values["reason"],
        **sign(request),
    )
    return made, gettext("Version %(version)d stands; the one before stays on file.") % {
        "version": made.version
    }


def is_latest(row: Interview, _request: HttpRequest) -> bool:
    """Return whether no version took its place."""
    return find_latest().filter(pk=row.pk).exists()


@admin.register(Interview)
class InterviewScreen(AskingScreen):
    """Interviews, corrected by new versions."""

    asks = (
        Ask(
            name="correct",
            label=_("Correct"),
            question=_("A new version takes its place; this one stays on file."),
            act=correct,
            permission="participants.change_interview",
            form=CorrectionForm,
            find_values=find_interview_values,
            is_offered=is_latest,
            refusals=(ProgrammeRefusedError,),
        ),
    )
    list_display = ("code", "wave", "version", "outcome", "held_on", "daily", "band")
    list_filter = ("wave", "outcome", "band")
    list_select_related = ("participant__account",)
    search_fields = ("participant__account__code__iexact",)
    search_help_text = BY_CODE
    ordering = ("-held_on", "-pk")
    fields = (
        ("code", "wave"),
        ("outcome", "held_on"),
        ("consumption", "days"),
        ("members", "conversion"),
        ("daily", "band"),
        ("measured_by", "version"),
        ("adults", "children"),
        ("earners", "work"),
        ("work_days", "goals"),
        ("barriers", "recorder"),
        ("recorded_at", "reason"),
    )
    readonly_fields = tuple(name for pair in fields for name in pair)

    @admin.display(description=_("Code"))
    def code(self, row: Interview) -> str:
        """Write whose it is."""
        return row.participant.account.code

    @admin.display(description=_("A day and a head"), ordering="daily_minor")
    def daily(self, row: Interview) -> str:
        """Write the dollars."""
        return format_minor(row.daily_minor)

    @admin.display(description=_("Household consumption"))
    def consumption(self, row: Interview) -> str:
        """Write the amount in its currency."""
        return format_minor(row.consumption_minor, row.currency)

    @admin.display(description=_("Units for one dollar"))
    def conversion(self, row: Interview) -> str:
        """Write the rate with where it is from."""
        day = date_format(row.rate_on) if row.rate_on else "–"
        return f"{row.rate} ({row.rate_source}, {day})" if row.rate else "–"

    @admin.display(description=_("Lines of that day"))
    def measured_by(self, row: Interview) -> str:
        """Write the lines that it was held against."""
        if row.line is None:
            return "–"
        at_risk, extreme = row.line.at_risk_minor, row.line.extreme_minor
        return f"≤ {format_minor(at_risk)}, < {format_minor(extreme)}"

    @admin.display(description=_("Recorded by"))
    def recorder(self, row: Interview) -> str:
        """Write who recorded it."""
        return get_actor_name(row.recorded_by)
