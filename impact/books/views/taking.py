"""Taking books out as a file: asked on one page, with a reason that is kept first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone

from impact.books.services import record_export
from nomi.platform.answering import Words
from nomi.platform.people import name_actor
from nomi.platform.screens import refuse_strangers

TAKE = "books.take_export"


@dataclass(frozen=True, kw_only=True)
class Taking:
    """A file that can be taken: what it is, the words on its page, and how it is made.

    `describe` says from the form's clean values which part is taken; `hand_out` reads it.
    """

    what: str
    title: Words
    words: Words
    back: str
    form: type[forms.Form]
    describe: Callable[[dict[str, Any]], str]
    hand_out: Callable[[dict[str, Any]], HttpResponseBase]


def refuse_takers(request: HttpRequest, model_admin: Any, *permissions: str) -> None:
    """Let only those in who may look at the screen and take files out of it."""
    refuse_strangers(request, model_admin)
    if not request.user.has_perms((TAKE, *permissions)):
        raise PermissionDenied


def ask_and_take(request: HttpRequest, *, model_admin: Any, taking: Taking) -> HttpResponseBase:
    """Ask on GET; on POST keep who takes it and why, then hand it out."""
    form = taking.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        record_export(
            what=taking.what,
            about=taking.describe(asked),
            reason=asked["reason"],
            actor=name_actor(request.user),
            now=timezone.now(),
        )
        return taking.hand_out(asked)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": taking.title,
        "opts": model_admin.opts,
        "words": taking.words,
        "form": form,
        "back": taking.back,
    }
    return TemplateResponse(request, "admin/books/export.html", context)
