"""The page of a sheet of interviews: looked at first, then recorded as a whole."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from impact.participants.admin.sheet_reading import COLUMNS, read_sheet
from impact.participants.admin.signing import sign
from impact.participants.models import Interview
from impact.participants.services.sheet import record_sheet
from nomi.platform.amounts import format_minor
from nomi.platform.asking import AskingScreen
from nomi.platform.safe_csv import stream_table
from nomi.platform.tables import TableForm, TableRefused, name_table

MAY_IMPORT = "participants.import_interview"


class SheetScreen(AskingScreen):
    """A screen of participants to which interviews come as a sheet."""

    list_before_template = "admin/desk/_links.html"

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., HttpResponse]], ...]:
        """Give the sheet its pages."""
        return (
            ("interviews/", "participants_participant_sheet", self.sheet_view),
            ("interviews/sheet/", "participants_participant_sheet_template", self.head_view),
            *super().get_custom_urls(),
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Lead to the sheet above the list."""
        links = []
        if request.user.has_perm(MAY_IMPORT):
            address = reverse("admin:participants_participant_sheet")
            links.append((_("Bring a sheet of interviews"), address))
        return super().changelist_view(request, {**(extra_context or {}), "links": links})

    def head_view(self, request: HttpRequest, **_kw: Any) -> Any:
        """Hand out an empty sheet."""
        if not request.user.has_perm(MAY_IMPORT):
            raise PermissionDenied
        return stream_table(name="interviews", rows=[list(COLUMNS)])

    def sheet_view(self, request: HttpRequest, **_kw: Any) -> Any:
        """Ask for a sheet; show what it would do; do exactly that."""
        if not request.user.has_perm(MAY_IMPORT):
            raise PermissionDenied
        form = TableForm(request.POST or None, request.FILES or None)
        made: list[Interview] = []
        fingerprint = ""
        if request.method == "POST" and form.is_valid():
            form = form.keep_text()
            fingerprint = name_table(form.cleaned_data["text"])
            is_kept = request.POST.get("confirm", "") == fingerprint
            try:
                rows = read_sheet(form.cleaned_data["text"])
                made = record_sheet(rows=rows, is_kept=is_kept, **sign(request))
            except TableRefused as refusal:
                form.add_faults(refusal)
            if made and is_kept:
                return self.tell_recorded(request, len(made))
        return self.show_sheet(request, form=form, made=made, fingerprint=fingerprint)

    def show_sheet(
        self, request: HttpRequest, *, form: TableForm, made: list[Interview], fingerprint: str
    ) -> Any:
        """Show the question, and what the sheet would do."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Bring a sheet of interviews"),
            "form": form,
            "rows": [(one, format_minor(one.daily_minor)) for one in made],
            "fingerprint": fingerprint if made else "",
            "columns": COLUMNS,
            "template": reverse("admin:participants_participant_sheet_template"),
            "back": reverse("admin:participants_participant_changelist"),
        }
        return TemplateResponse(request, "admin/participants/sheet.html", context)

    def tell_recorded(self, request: HttpRequest, count: int) -> Any:
        """Say how many were recorded, and go back to the list."""
        words = ngettext(
            "%(count)d interview is recorded.", "%(count)d interviews are recorded.", count
        )
        messages.success(request, words % {"count": count})
        return redirect("admin:participants_participant_changelist")
