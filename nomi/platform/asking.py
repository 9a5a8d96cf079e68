"""Staff screens whose buttons ask for more than a reason: a form, perhaps with a file.

What a service refuses stands as words above the form, and nothing typed is lost. Each person sees
only the buttons that she may press on this object now.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from nomi.platform.answering import Question, Words
from nomi.platform.screens import FactsScreen, ReasonForm


@dataclass(frozen=True, kw_only=True)
class Ask:
    """Something staff can do, with what it asks for.

    `act` calls one service with the object (None for a new one), the form's clean values and the
    request; it returns the object it is about and what happened in words.
    """

    name: str
    label: Words
    act: Callable[[Any, dict[str, Any], HttpRequest], tuple[Model, Words]]
    permission: str
    question: Words = ""
    describe: Callable[[Any], Words] | None = None
    """Words that depend on the object, in place of the question."""
    form: type[forms.BaseForm] = ReasonForm
    find_values: Callable[[Any], dict[str, Any]] = lambda _row: {}
    """With what of the object the form opens."""
    build_form: Callable[[Any], type[forms.BaseForm]] | None = None
    """The form where it depends on the object."""
    is_offered: Callable[[Any, HttpRequest], bool] = lambda _row, _request: True
    refusals: tuple[type[Exception], ...] = ()
    group: Words = ""
    """Under which word it stands, where a screen has many."""
    is_atomic: bool = True
    """Whether it stands in one transaction; what speaks with the world outside may not."""
    decides_on: Callable[[Any], object] | None = None
    """What of the object is decided on, where another person could change it meanwhile."""

    def find_form(self, row: Any) -> type[forms.BaseForm]:
        """Return the form to fill in for the object."""
        return self.build_form(row) if self.build_form and row is not None else self.form

    def find_mark(self, row: Any) -> str:
        """Return the fingerprint of what is decided on; "" where nothing can change meanwhile."""
        if self.decides_on is None or row is None:
            return ""
        return sha256(repr(self.decides_on(row)).encode()).hexdigest()

    def ask_about(self, row: Any) -> Words:
        """Return what the page says before the form."""
        return self.describe(row) if self.describe and row is not None else self.question


class AskingScreen(FactsScreen):
    """A screen of facts with asks on each object, and one ask that makes a new one."""

    asks: tuple[Ask, ...] = ()
    add_ask: Ask | None = None

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., HttpResponse]], ...]:
        """Give every ask its page."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_ask"
        return (
            *super().get_custom_urls(),
            ("<path:object_id>/ask/<slug:ask>/", name, self.ask_view),
        )

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        """Let those add who may ask for it."""
        return self.add_ask is not None and request.user.has_perm(self.add_ask.permission)

    def find_asks(self, request: HttpRequest, row: Model) -> Iterator[Ask]:
        """Return what this person may do with this object now."""
        for ask in self.asks:
            if request.user.has_perm(ask.permission) and ask.is_offered(row, request):
                yield ask

    def list_buttons(self, request: HttpRequest, row: Model) -> list[dict[str, Words]]:
        """Return the asks before the buttons."""
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_ask"
        asks: list[dict[str, Words]] = [
            {
                "label": ask.label,
                "address": reverse(name, args=(row.pk, ask.name)) + (mark and f"?seen={mark}"),
                "group": ask.group,
            }
            for ask in self.find_asks(request, row)
            for mark in [ask.find_mark(row)]
        ]
        return asks + super().list_buttons(request, row)

    def add_view(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> Any:
        """Ask for a new object."""
        if self.add_ask is None or not self.has_add_permission(request):
            raise PermissionDenied
        return self.show_ask(request, row=None, ask=self.add_ask)

    def ask_view(self, request: HttpRequest, object_id: str, ask: str, **_kw: Any) -> Any:
        """Ask on GET; act on POST."""
        row = self.get_object(request, object_id)
        found = next((one for one in self.asks if one.name == ask), None)
        if row is None or found is None:
            raise Http404
        if not (self.has_view_permission(request) and request.user.has_perm(found.permission)):
            raise PermissionDenied
        return self.show_ask(request, row=row, ask=found)

    def show_ask(self, request: HttpRequest, *, row: Model | None, ask: Ask) -> Any:
        """Show the form, or act and return to the object that it was about."""
        question = Question(
            label=ask.label,
            row=row,
            form=ask.find_form(row),
            act=lambda values: ask.act(row, values, request),
            is_offered=row is None or ask.is_offered(row, request),
            find_words=lambda: ask.ask_about(row),
            initial={} if row is None else ask.find_values(row),
            refusals=ask.refusals,
            is_atomic=ask.is_atomic,
            find_mark=ask.find_mark,
        )
        return self.show_question(request, question)
