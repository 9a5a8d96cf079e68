"""The export of the books for staff."""

import tempfile
from io import TextIOWrapper
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from impact.books.exports.writing import write_export
from impact.books.forms import ExportForm
from nomi.platform.screens import refuse_strangers

SUFFIXES = {"beancount": "beancount", "csv": "csv"}
TYPES = {"beancount": "text/plain; charset=utf-8", "csv": "text/csv; charset=utf-8"}


@require_safe
def export_books(request: HttpRequest, *, model_admin: Any) -> HttpResponseBase:
    """Ask what to export; hand out the file once the question is answered.

    The file is written whole before the first byte leaves, so that a broken download is never
    taken for a short export.
    """
    refuse_strangers(request, model_admin)
    if not request.user.has_perm("books.view_entry"):
        raise PermissionDenied
    is_asked = "format" in request.GET
    form = ExportForm(request.GET if is_asked else None)
    if is_asked and form.is_valid():
        return hand_out(form)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Export the books"),
        "opts": model_admin.opts,
        "form": form,
    }
    return TemplateResponse(request, "admin/books/export.html", context)


def hand_out(form: ExportForm) -> FileResponse:
    """Write the file and send it."""
    asked = form.cleaned_data
    body = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it once it is sent
    file = TextIOWrapper(body, encoding="utf-8", newline="")
    write_export(format_name=asked["format"], first=asked["first"], last=asked["last"], file=file)
    file.detach()
    body.seek(0)
    return FileResponse(
        body,
        as_attachment=True,
        filename=f"books.{SUFFIXES[asked['format']]}",
        content_type=TYPES[asked["format"]],
    )
