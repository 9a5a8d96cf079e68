"""The screens of plans and of the list that goals are chosen from."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.participants.admin.forms import BY_CODE, AgreementForm, GoalKindForm
from impact.participants.admin.signing import sign
from impact.participants.models import (
    GoalKind,
    Milestone,
    MilestoneDone,
    Plan,
    PlanAgreement,
    PlanGoal,
    PlanLine,
)
from impact.participants.queries.plans import find_plans_in_force
from impact.participants.refusals import ProgrammeRefusedError
from impact.participants.services.plans import (
    Yes,
    add_goal_kind,
    agree_plan,
    retire_goal_kind,
)
from nomi.platform.amounts import format_minor
from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.people import get_actor_name
from nomi.platform.screens import Button, FactsInline

REFUSALS = (ProgrammeRefusedError,)


class GoalsOfPlan(FactsInline):
    """What she wants to become."""

    model = PlanGoal
    fields = readonly_fields = ("kind",)


class LinesOfPlan(FactsInline):
    """What it may cost."""

    model = PlanLine
    fields = readonly_fields = ("words", "budget")

    @admin.display(description=_("Budget"))
    def budget(self, line: PlanLine) -> str:
        """Write the dollars."""
        return format_minor(line.budget_minor)


class MilestonesOfPlan(FactsInline):
    """The steps."""

    model = Milestone
    fields = readonly_fields = ("words", "due_on", "done_on", "evidence")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Tell along when she reached each, and what shows it."""
        done = MilestoneDone.objects.filter(
            participant=OuterRef("plan__participant"), key=OuterRef("key")
        )
        rows: QuerySet[Milestone] = super().get_queryset(request)
        return rows.annotate(
            reached_on=Subquery(done.values("done_on")), shown_by=Subquery(done.values("evidence"))
        )

    @admin.display(description=_("Reached on"))
    def done_on(self, milestone: Any) -> str:
        """Write the day."""
        return date_format(milestone.reached_on) if milestone.reached_on else "–"

    @admin.display(description=_("Evidence"))
    def evidence(self, milestone: Any) -> str:
        """Write what shows it."""
        return milestone.shown_by or "–"


class AgreementOfPlan(FactsInline):
    """Her yes."""

    model = PlanAgreement
    fields = readonly_fields = ("method", "language", "agreed_on", "witnesses")

    @admin.display(description=_("Witness"))
    def witnesses(self, agreement: PlanAgreement) -> str:
        """Write who was there."""
        return get_actor_name(agreement.witness)


def agree(row: Plan, values: dict[str, Any], request: HttpRequest) -> tuple[Plan, str]:
    """Record her yes."""
    agree_plan(plan_id=row.pk, yes=Yes(**values), **sign(request))
    return row, gettext("Her agreement is recorded: this version is in force.")


@admin.register(Plan)
class PlanScreen(AskingScreen):
    """Plans, each version."""

    asks = (
        Ask(
            name="agree",
            label=_("Record her agreement"),
            question=_("She agrees to this version, in her own language."),
            act=agree,
            permission="participants.change_plan",
            form=AgreementForm,
            is_offered=lambda row, _request: not PlanAgreement.objects.filter(plan=row).exists(),
            refusals=REFUSALS,
        ),
    )
    inlines = (GoalsOfPlan, MilestonesOfPlan, LinesOfPlan, AgreementOfPlan)
    list_display = ("code", "version", "written_at", "in_force", "reason")
    list_filter = ("goals__kind",)
    list_select_related = ("participant__account",)
    search_fields = ("participant__account__code__iexact",)
    search_help_text = BY_CODE
    ordering = ("-pk",)
    fields = (("code", "version"), ("in_force", "writer"), ("written_at", "reason"))
    readonly_fields = tuple(name for pair in fields for name in pair)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Tell along which are in force."""
        plans: QuerySet[Plan] = super().get_queryset(request)
        standing = find_plans_in_force().filter(pk=OuterRef("pk"))
        return plans.annotate(is_in_force=Exists(standing))

    @admin.display(description=_("Code"))
    def code(self, row: Plan) -> str:
        """Write whose it is."""
        return row.participant.account.code

    @admin.display(description=_("In force"), boolean=True)
    def in_force(self, row: Any) -> bool:
        """Write whether draws are held against it."""
        return bool(row.is_in_force)

    @admin.display(description=_("Written by"))
    def writer(self, row: Plan) -> str:
        """Write who wrote it."""
        return get_actor_name(row.written_by)


def add_kind(_row: Any, values: dict[str, Any], _request: HttpRequest) -> tuple[GoalKind, str]:
    """Add a goal to the list."""
    return add_goal_kind(**values), gettext("The goal can be chosen from now on.")


def retire_kind(row: GoalKind, _reason: str, _request: HttpRequest) -> str:
    """Let nobody choose it any more."""
    retire_goal_kind(kind_id=row.pk, on=timezone.now().date())
    return gettext("No new plan can choose it. Plans that have it keep it.")


@admin.register(GoalKind)
class GoalKindScreen(AskingScreen):
    """The list that goals are chosen from."""

    add_ask = Ask(
        name="add",
        label=_("Add a goal"),
        act=add_kind,
        permission="participants.add_goalkind",
        form=GoalKindForm,
        refusals=REFUSALS,
    )
    buttons = (
        Button(
            name="retire",
            label=_("Retire"),
            question=_("No new plan can choose it. Plans that have it keep it."),
            press=retire_kind,
            is_offered=lambda row: row.retired_on is None,
            permission="participants.change_goalkind",
        ),
    )
    list_display = ("name", "category", "code", "retired_on")
    search_fields = ("name", "code")
    fields = readonly_fields = ("name", "category", "code", "retired_on")
