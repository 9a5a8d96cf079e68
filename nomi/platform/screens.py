"""Parts of staff screens: facts that nobody edits, and buttons that ask before they act.

A button is one service call behind a page of its own: opening the page changes nothing, and the
form on it says in words what will happen. The screens themselves are in the rooms' `admin.py`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import NotRelationField, get_fields_from_path
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline, checkbox
from unfold.widgets import UnfoldAdminTextareaWidget

from nomi.platform.amounts import format_minor
from nomi.platform.answering import AnsweringScreen, Question, Words

TICK = str(checkbox.render(ACTION_CHECKBOX_NAME, "{}"))


class ReasonForm(forms.Form):
    """Why somebody does what they do; it is kept with the object."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


class AgreementForm(forms.Form):
    """Nothing to fill in: pressing the button is the answer."""


@dataclass(frozen=True, kw_only=True)
class Button:
    """Something staff can do to one object.

    `press` calls one service with the object, the reason and the request and returns what happened
    in words, or the object to go on with and the words. It may raise one of `refusals`, whose words
    stand on the page beside the reason, and nothing is changed.
    """

    name: str
    label: Words
    question: Words
    press: Callable[[Any, str, HttpRequest], Words | tuple[Model, Words]]
    is_offered: Callable[[Any], bool] = lambda _object: True
    asks_reason: bool = False
    refusals: tuple[type[Exception], ...] = ()
    permission: str = ""
    group: Words = ""
    """Under which word it stands, where a screen has many."""

    def answer(self, row: Any, reason: str, request: HttpRequest) -> tuple[Model, Words]:
        """Press it; return the object to go on with and what happened in words."""
        done = self.press(row, reason, request)
        return done if isinstance(done, tuple) else (row, done)


class FactsMixin:
    """Rows that the machinery writes: looked at here, changed nowhere."""

    def has_add_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        """Nobody adds one by hand."""
        return False

    def has_change_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        """Nobody edits one, a superuser neither."""
        return False

    def has_delete_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        """Nobody deletes one, a superuser neither."""
        return False


class FactsInline(FactsMixin, TabularInline):
    """Rows of facts under the object that they belong to.

    With `show_change_link` each row leads to its own page, for whoever may see that. Unfold's own
    link stands in the title, which is hidden, and shows itself to a mouse alone.
    """

    extra = 0
    can_delete = False
    hide_title = True
    show_change_link = False

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Add the way to the row's own page."""
        fields = super().get_fields(request, obj)
        leads_on = self.show_change_link and self.admin_site.is_registered(self.model)
        return [*fields, "own_page"] if leads_on else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Say that the way is no field to fill in."""
        return [*super().get_readonly_fields(request, obj), "own_page"]

    @admin.display(description=_("More"))
    def own_page(self, row: Model) -> str:
        """Lead to the row's own page."""
        return format_html(
            '<a class="desk-link" href="{}" aria-label="{}: {}">{}</a>',
            *(find_address(row), _("Open"), row, _("Open")),
        )


class AmountMixin:
    """A column with the `amount_minor` cents of a row: dollars, unless it names a currency."""

    @admin.display(description=_("Amount"), ordering="amount_minor")
    def amount(self, row: Any) -> str:
        """Return the amount, negative when it went out."""
        return format_minor(row.amount_minor, getattr(row, "currency", "USD"))


class Screen(AnsweringScreen):
    """A staff screen with buttons."""

    buttons: tuple[Button, ...] = ()
    view_on_site = False
    list_per_page = 25
    list_filter_sheet = True
    show_full_result_count = False
    change_form_outer_before_template = "admin/desk/_buttons.html"

    @admin.display(description="")
    def action_checkbox(self, row: Model) -> str:
        """Return the tick in front of a row; Unfold's own renders a template for each row."""
        return format_html(TICK, row.pk)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Let the list be narrowed by what it offers, and by nothing else.

        Django lets every column of the row through, shown or not: one could ask for a password
        sign by sign, or which women are survivors. A filter by a row asks for its key alone.
        """
        offered = self.list_filter if request is None else self.get_list_filter(request)
        named = map(find_filter_name, offered)
        is_offered = any(asks_for(lookup, name, key=self.find_key(name)) for name in named)
        return is_offered and super().lookup_allowed(lookup, value, request)

    def find_key(self, name: str) -> str:
        """Return by which column a filter of this name asks for a row; "" for no filter by rows."""
        try:
            field: Any = get_fields_from_path(self.model, name)[-1]
        except (FieldDoesNotExist, NotRelationField):
            return ""  # a filter of our own
        return str(field.target_field.name) if field.is_relation else ""

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., HttpResponse]], ...]:
        """Give every button its page."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_press"
        return (("<path:object_id>/press/<slug:button>/", name, self.press_view),)

    def find_buttons(self, request: HttpRequest, row: Model) -> Iterator[Button]:
        """Return the buttons that this person may press on this object now."""
        for button in self.buttons:
            if self.may_press(request, button) and button.is_offered(row):
                yield button

    def may_press(self, request: HttpRequest, button: Button) -> bool:
        """Return whether this person may press the button at all."""
        change = f"{self.opts.app_label}.change_{self.opts.model_name}"
        return bool(request.user.has_perm(button.permission or change))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], **kwargs: Any
    ) -> Any:
        """Show the buttons above the facts."""
        row: Any = kwargs.get("obj")
        buttons = self.list_buttons(request, row) if row else []
        groups: dict[str, list[dict[str, Words]]] = {}
        for button in buttons:
            groups.setdefault(str(button.get("group", "")), []).append(button)
        context["button_groups"] = groups
        return super().render_change_form(request, context, **kwargs)

    def list_buttons(self, request: HttpRequest, row: Model) -> list[dict[str, Words]]:
        """Return label and address of each button that this person may press now."""
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_press"
        return [
            {
                "label": button.label,
                "address": reverse(name, args=(row.pk, button.name)),
                "group": button.group,
            }
            for button in self.find_buttons(request, row)
        ]

    def press_view(self, request: HttpRequest, object_id: str, button: str, **_kw: Any) -> Any:
        """Ask on GET; act on POST, tell what happened and return to the object."""
        row: Any = self.get_object(request, object_id)
        found = next((one for one in self.buttons if one.name == button), None)
        if row is None or found is None:
            raise Http404
        if not self.may_press(request, found):
            raise PermissionDenied
        question = Question(
            label=found.label,
            row=row,
            form=ReasonForm if found.asks_reason else AgreementForm,
            act=lambda values: found.answer(row, values.get("reason", ""), request),
            is_offered=found.is_offered(row),
            find_words=lambda: found.question,
            initial={},
            refusals=found.refusals,
        )
        return self.show_question(request, question)


HOW = frozenset({"exact", "in", "isnull", "isempty", "gte", "gt", "lte", "lt"})
"""How a filter compares what it is named after."""


def asks_for(lookup: str, name: str, *, key: str) -> bool:
    """Return whether the lookup compares what the filter is named after, and no column behind it.

    `key` is the column by which a filter by a row asks for the row, as in `plan__id__exact`.
    """
    behind = lookup.removeprefix(name)
    if not lookup.startswith(name) or behind[:2] not in {"", "__"}:
        return False
    words = behind.split("__")[1:]
    if words and words[0] == key:
        words = words[1:]
    return len(words) <= 1 and HOW.issuperset(words)


def find_filter_name(offered: Any) -> str:
    """Return by which name in the address a filter of a list is asked for."""
    name = offered[0] if isinstance(offered, tuple) else offered
    return str(getattr(name, "parameter_name", name))


def find_address(row: Model) -> str:
    """Return the address of the row's own page."""
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=(row.pk,))


def name_view_permission(screen: str) -> str:
    """Return the permission to see the rows of a screen, which addresses name `app_model`."""
    app, _sign, model = screen.rpartition("_")
    return f"{app}.view_{model}"


class FactsScreen(FactsMixin, Screen):
    """A screen of rows that the machinery writes."""

    actions = None


def refuse_strangers(request: HttpRequest, model_admin: Any) -> None:
    """Let only those in who may look at the rows of the screen."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
