"""The staff screen of strategic goals: every change is a new version with its reason."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from impact.pages.models import GoalVersion, StrategicGoal
from impact.pages.services import goals
from impact.pages.services.goals import GoalRefused
from nomi.platform.answering import Words
from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.people import get_actor_name, name_actor
from nomi.platform.screens import FactsInline

LINES = ("title", "indicator", "actual_source", "benchmark_source")
FIGURES = ("baseline", "target", "actual", "benchmark")
DAYS = ("baseline_on", "due_on")
WORDS = ("title", "indicator", "unit", "baseline", "baseline_on", "target", "due_on", "source")
MORE = ("actual", "actual_source", "benchmark", "benchmark_source", "is_shown")


class GoalForm(forms.ModelForm):  # type: ignore[type-arg] # Django has no such argument
    """What a goal says."""

    class Meta:
        model = GoalVersion
        fields = (*WORDS, *MORE, "reason")
        widgets = {
            **{name: UnfoldAdminTextInputWidget() for name in LINES},
            **{
                name: UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}) for name in FIGURES
            },
            **{name: UnfoldAdminTextInputWidget(attrs={"type": "date"}) for name in DAYS},
            "unit": UnfoldAdminSelectWidget(),
            "source": UnfoldAdminSelectWidget(),
            "is_shown": UnfoldBooleanWidget(),
            "reason": UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        }


class NewGoalForm(GoalForm):
    """A goal that is not there yet."""

    slug = forms.SlugField(
        label=_("Short name"), max_length=40, widget=UnfoldAdminTextInputWidget()
    )
    field_order = ("slug",)


def split(values: dict[str, Any]) -> dict[str, Any]:
    """Return the form's values as the services take them."""
    words = {name: values[name] for name in (*WORDS, *MORE)}
    return {"words": words, "reason": values["reason"]}


def add(_row: Any, values: dict[str, Any], request: HttpRequest) -> tuple[Model, Words]:
    """Set down a goal."""
    actor, now = name_actor(request.user), timezone.now()
    goal = goals.add_goal(slug=values["slug"], **split(values), actor=actor, now=now)
    return goal, gettext("The goal is set down. The next publication shows it.")


def save(row: StrategicGoal, values: dict[str, Any], request: HttpRequest) -> tuple[Model, Words]:
    """Keep the next version."""
    actor, now = name_actor(request.user), timezone.now()
    goals.save_goal(goal_id=row.pk, **split(values), actor=actor, now=now)
    return row, gettext("Kept as a new version. The next publication shows it.")


def open_latest(row: StrategicGoal) -> dict[str, Any]:
    """Return with what the form of the next version opens."""
    latest = row.versions.order_by("-pk").first()
    return {name: getattr(latest, name) for name in (*WORDS, *MORE)} if latest else {}


class VersionInline(FactsInline):
    """The versions of a goal, newest first."""

    model = GoalVersion
    fields = readonly_fields = (
        "title",
        "target",
        "due_on",
        "source",
        "actual",
        "is_shown",
        "reason",
        "saver",
        "saved_at",
    )
    ordering = ("-pk",)

    @admin.display(description=_("Saved by"))
    def saver(self, version: GoalVersion) -> str:
        """Write who saved it."""
        return get_actor_name(version.saved_by)


@admin.register(StrategicGoal)
class StrategicGoalScreen(AskingScreen):
    """What is meant to be reached."""

    add_ask = Ask(
        name="add",
        label=_("New goal"),
        question=_("The next publication shows it, with the actual figure of its quarter."),
        form=NewGoalForm,
        act=add,
        permission="impact_pages.add_strategicgoal",
        refusals=(GoalRefused,),
    )
    asks = (
        Ask(
            name="write",
            label=_("Change"),
            question=_("A new version with a reason. A changed target is told to everybody."),
            form=GoalForm,
            find_values=open_latest,
            act=save,
            permission="impact_pages.change_strategicgoal",
            refusals=(GoalRefused,),
        ),
    )
    list_display = ("slug",)
    fields = readonly_fields = ("slug",)
    inlines = (VersionInline,)
