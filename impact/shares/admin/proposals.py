"""A screen on which rows are written by a form, decided on by buttons and never edited."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget

from impact.shares.models import Decision
from impact.shares.services import decisions
from impact.shares.services.decisions import RefusedError
from nomi.platform.people import get_actor_name, name_actor
from nomi.platform.screens import Button, Screen

Decide = Callable[..., Decision]


def decimal_field(label: Any, help_text: Any = "") -> forms.DecimalField:
    """Return a field for dollars or percent with two places; the service judges the number."""
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        max_digits=16,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget,
    )


def to_hundredths(number: Decimal) -> int:
    """Return cents of dollars, or basis points of percent."""
    return int(number.scaleb(2))


class WrittenForm(forms.ModelForm):  # type: ignore[type-arg] # Django has no such argument
    """A form whose input a service judges; what it says stands above the form, input kept."""

    def judge(self, data: dict[str, Any], *, now: datetime) -> None:
        """Raise `RefusedError` unless the input may be written down."""

    def clean(self) -> dict[str, Any]:
        """Ask the service, once every field is filled in."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                self.judge(data, now=timezone.now())
            except RefusedError as refusal:
                raise ValidationError(str(refusal)) from refusal
        return data


class WrittenScreen(Screen):
    """A screen with an add form and no other: what was written down is not edited."""

    actions = None
    add_fields: tuple[str, ...] = ()

    def has_change_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        """Nobody edits one, a superuser neither."""
        return False

    def has_delete_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        """Nobody deletes one, a superuser neither."""
        return False

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Show the form's fields while adding, all facts afterwards."""
        return super().get_fields(request, obj) if obj else self.add_fields

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Let fields be filled in while adding only."""
        return super().get_readonly_fields(request, obj) if obj else ()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> Any:
        """Offer one way to save: what is written down is looked at next, not edited."""
        one_way = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context | one_way, **kwargs)

    def write(self, data: dict[str, Any], *, actor: str, now: datetime) -> Model:
        """Call the service that writes the row down, and return the row."""
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Write the row down by its service."""
        del change
        row = self.write(form.cleaned_data, actor=name_actor(request.user), now=timezone.now())
        obj.__dict__.update(row.__dict__)

    @admin.display(description=_("Set by"))
    def setter(self, row: Any) -> str:
        """Write who set it."""
        return get_actor_name(row.set_by)


class ProposalScreen(WrittenScreen):
    """Proposals: written by one person, decided on by another."""

    @admin.display(description=_("Proposed by"))
    def proposer(self, row: Decision) -> str:
        """Write who proposed it."""
        return get_actor_name(row.proposed_by)

    @admin.display(description=_("Decided by"))
    def decider(self, row: Decision) -> str:
        """Write who decided on it."""
        return get_actor_name(row.decided_by)


DECISION_FIELDS = (
    "state",
    "reason",
    "proposer",
    "proposed_at",
    "decider",
    "decided_at",
    "decision_reason",
)


def press_with(decide: Decide, words: str) -> Callable[[Any, str, HttpRequest], str]:
    """Return what a button does: call the service as the person who presses it."""

    def press(row: Any, reason: str, request: HttpRequest) -> str:
        decide(row, actor=name_actor(request.user), reason=reason, now=timezone.now())
        return gettext(words)

    return press


def build_buttons(
    name: str, *, approve: Decide = decisions.approve, question: Any, done: str
) -> tuple[Button, ...]:
    """Return the buttons of a proposal; `name` is the model's, as permissions have it."""

    def is_open(row: Decision) -> bool:
        return row.state == Decision.State.PROPOSED

    return (
        Button(
            name="approve",
            label=_("Approve"),
            question=question,
            press=press_with(approve, done),
            is_offered=is_open,
            asks_reason=True,
            refusals=(RefusedError,),
            permission=f"shares.approve_{name}",
        ),
        Button(
            name="reject",
            label=_("Reject"),
            question=_("The proposal ends and has no effect."),
            press=press_with(decisions.reject, "The proposal is rejected."),
            is_offered=is_open,
            asks_reason=True,
            refusals=(RefusedError,),
            permission=f"shares.approve_{name}",
        ),
        Button(
            name="take-back",
            label=_("Take back"),
            question=_("You take your own proposal back; it has no effect."),
            press=press_with(decisions.take_back, "The proposal is taken back."),
            is_offered=is_open,
            asks_reason=True,
            refusals=(RefusedError,),
            permission=f"shares.add_{name}",
        ),
    )
