"""Closing a period: a day, a reason, and the proof of the books before it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from impact.books.forms import ClosingForm
from impact.books.models import Period
from impact.books.services import (
    BooksInUseError,
    BrokenBooksError,
    PeriodRefusedError,
    close_period,
)
from nomi.platform.people import name_actor

LONGEST_PROOF = "50s"
"""How long the proof of the books may take while somebody waits for the page."""


@require_http_methods(["GET", "HEAD", "POST"])
def close_books(request: HttpRequest, *, model_admin: Any) -> HttpResponse:
    """Ask on GET; on POST close up to the day, or say why not and keep what was written."""
    if not request.user.has_perm("books.add_period"):
        raise PermissionDenied
    form = ClosingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            period = close(form, request)
        except (PeriodRefusedError, BrokenBooksError, BooksInUseError) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Closed: %(period)s.") % {"period": period})
            return redirect("admin:books_period_change", period.pk)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Close a period"),
        "opts": model_admin.opts,
        "form": form,
        "latest": Period.objects.order_by("number").last(),
    }
    return TemplateResponse(request, "admin/books/close.html", context)


def close(form: ClosingForm, request: HttpRequest) -> Period:
    """Close the books with time enough for the proof."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [LONGEST_PROOF])
        return close_period(
            last_on=form.cleaned_data["last_on"],
            actor=name_actor(request.user),
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
