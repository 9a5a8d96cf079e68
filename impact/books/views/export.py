"""The export of the books for staff."""

import tempfile
from io import TextIOWrapper
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from impact.books.exports.writing import write_export
from impact.books.forms import ExportForm
from impact.books.models import Export
from impact.books.views.taking import Taking, ask_and_take, refuse_takers

SUFFIXES = {"beancount": "beancount", "csv": "csv"}
TYPES = {"beancount": "text/plain; charset=utf-8", "csv": "text/csv; charset=utf-8"}


@require_http_methods(["GET", "HEAD", "POST"])
def export_books(request: HttpRequest, *, model_admin: Any) -> HttpResponseBase:
    """Ask what to export and why; hand out the file once that is kept.

    The file is written whole before the first byte leaves, so that a broken download is never
    taken for a short export.
    """
    refuse_takers(request, model_admin, "books.view_entry")
    taking = Taking(
        what=Export.What.BOOKS,
        title=_("Export the books"),
        words=_(
            "All entries, or those whose effective date is in the days given. Beancount files end"
            " with every account's balance, so that bean-check can add the books up without us."
        ),
        back=reverse("admin:books_trial_balance"),
        form=ExportForm,
        describe=describe,
        hand_out=hand_out,
    )
    return ask_and_take(request, model_admin=model_admin, taking=taking)


def describe(asked: dict[str, Any]) -> str:
    """Say in which format, and of which days."""
    return f"{asked['format']}, {asked['first'] or '…'} – {asked['last'] or '…'}"


def hand_out(asked: dict[str, Any]) -> FileResponse:
    """Write the file and send it."""
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
