"""The page behind every button of the desk: it asks, calls one service, or says why not.

Opening the page changes nothing. What a service refuses stands beside what was typed, and nothing
typed is lost; then nothing was changed either, what the admin's own history keeps included.
"""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

Words = str | Promise


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a page asks about `row` (None for a new one), and what its answer does.

    `act` calls one service with the form's clean values; it returns the object it is about and
    what happened in words. It stands in one transaction with what the history keeps, unless it
    speaks with the world outside: then it is not `is_atomic`. `find_words` is called only while the
    act is offered: its words may be meant for nobody else. `find_mark` is the fingerprint of what
    is decided on: when it is no longer what the person saw, nothing is done.
    """

    label: Words
    row: Model | None
    form: type[forms.BaseForm]
    act: Callable[[dict[str, Any]], tuple[Model, Words]]
    is_offered: bool
    find_words: Callable[[], Words]
    initial: dict[str, Any]
    refusals: tuple[type[Exception], ...]
    is_atomic: bool = True
    find_mark: Callable[[Any], str] = lambda _row: ""

    def find_now(self) -> str:
        """Return the fingerprint as the object stands now, locked until the transaction ends."""
        if self.row is None or not self.find_mark(self.row):
            return ""
        rows = type(self.row)._default_manager.select_for_update(of=("self",))
        return self.find_mark(rows.get(pk=self.row.pk))


def find_seen(request: HttpRequest, question: Question) -> str:
    """Return the fingerprint of what the person saw: when she left the object's page, or now."""
    mark = question.find_mark(question.row)
    if not mark:
        return ""
    return request.POST.get("seen") or request.GET.get("seen") or mark


class AnsweringScreen(ModelAdmin):
    """A screen that can show such a page."""

    def find_return_address(self, row: Model | None) -> str:
        """Return the address of the object's own page, or of the list."""
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}"
        return reverse(f"{name}_change", args=(row.pk,)) if row else reverse(f"{name}_changelist")

    def show_question(self, request: HttpRequest, question: Question) -> Any:
        """Ask on GET; on POST act and return to the object, or say why not."""
        is_posted = request.method == "POST"
        form = (
            question.form(request.POST, request.FILES)
            if is_posted
            else question.form(initial=question.initial if question.is_offered else {})
        )
        if is_posted and not question.is_offered:
            form.add_error(None, _("This is no longer possible; nothing was changed."))
        elif is_posted and form.is_valid():
            done = self.answer(request, question, form)
            if done is not None:
                return redirect(self.find_return_address(done))
        context = {
            **self.admin_site.each_context(request),
            "title": question.label,
            "opts": self.opts,
            "object": question.row,
            "label": question.label,
            "question": question.find_words() if question.is_offered else "",
            "offered": question.is_offered,
            "seen": find_seen(request, question),
            "form": form,
            "back": self.find_return_address(question.row),
        }
        return TemplateResponse(request, "admin/desk/ask.html", context)

    def answer(
        self, request: HttpRequest, question: Question, form: forms.BaseForm
    ) -> Model | None:
        """Call the service and keep who did it; a refusal stands on the form, nothing changed."""
        try:
            with transaction.atomic() if question.is_atomic else nullcontext():
                if question.find_now() != find_seen(request, question):
                    form.add_error(None, _("This was changed since you looked. Look at it again."))
                    return None
                done, words = question.act(form.cleaned_data)
                reason = form.cleaned_data.get("reason", "")
                self.log_change(request, done, f"{question.label}: {reason}".rstrip(": "))
        except question.refusals as refusal:
            field = "reason" if set(form.fields) == {"reason"} else None
            form.add_error(field, str(refusal) or _("This was refused; nothing was changed."))
            return None
        messages.success(request, str(words))
        return done
