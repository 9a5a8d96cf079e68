"""Pages that ask something beyond a reason: one look, errors beside what was typed."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.functional import Promise

from nomi.platform.screens import FactsScreen

if TYPE_CHECKING:
    from django.contrib import admin


def refuse_without(request: HttpRequest, permission: str) -> None:
    """Let only those pass who hold the permission."""
    if not request.user.has_perm(permission):
        raise PermissionDenied


def ask(
    request: HttpRequest,
    screen: "admin.ModelAdmin[Any]",
    *,
    title: str | Promise,
    question: str | Promise,
    submit: str | Promise,
    form: forms.Form,
    back: str,
) -> TemplateResponse:
    """Show the form with its question; what was typed and why it was refused stay on the page."""
    return TemplateResponse(
        request,
        "admin/banking/ask.html",
        {
            **screen.admin_site.each_context(request),
            "opts": screen.opts,
            "title": title,
            "question": question,
            "submit": submit,
            "form": form,
            "back": back,
        },
        status=422 if form.errors else 200,
    )


class LinkedScreen(FactsScreen):
    """A list with links above it: to what can be done beside looking."""

    list_before_template = "admin/desk/_links.html"

    def list_links(self, request: HttpRequest) -> list[tuple[str | Promise, str]]:
        """Return title and address of each link that this person may follow."""
        raise NotImplementedError

    def list_words(self) -> list[str]:
        """Return what stands above the list in words."""
        return []

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Show the links and the words above the list."""
        above = {"links": self.list_links(request), "words": self.list_words()}
        return super().changelist_view(request, {**(extra_context or {}), **above})
