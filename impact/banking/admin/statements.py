"""The screen of bank statements: a file is looked at first and imported then."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from impact.banking.admin.asking import LinkedScreen, ask, refuse_without
from impact.banking.formats.refusals import StatementRefusedError
from impact.banking.forms import UploadForm
from impact.banking.models import BankStatement, LineMatch, StatementLine
from impact.banking.queries import get_bank_position, list_gaps
from impact.banking.refusals import BankingRefusedError
from impact.banking.services.statements import ImportOutcome, import_upload, look_at_file
from nomi.platform.amounts import format_minor
from nomi.platform.people import get_actor_name, name_actor
from nomi.platform.screens import AmountMixin, FactsInline

REFUSALS = (StatementRefusedError, BankingRefusedError)
SHOWN = 200


class UploadedForm(forms.Form):
    """Which kept file to import."""

    upload = forms.UUIDField(widget=forms.HiddenInput())


class StatementLinesInline(AmountMixin, FactsInline):
    """The lines that a statement brought."""

    model = StatementLine
    show_change_link = True
    fields = readonly_fields = ("booked_on", "amount", "what", "counterparty", "text")
    ordering = ("booked_on", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatementLine]:
        """Fetch the matches along."""
        lines: QuerySet[StatementLine] = super().get_queryset(request)
        return lines.prefetch_related("matches")

    @admin.display(description=_("What it is"))
    def what(self, line: StatementLine) -> str:
        """Say what the line turned out to be."""
        return name_kind(line)


def name_kind(line: StatementLine) -> str:
    """Return what a line is, by its latest match."""
    matches = list(line.matches.all())
    return matches[-1].get_kind_display() if matches else "–"


@admin.register(BankStatement)
class BankStatementScreen(LinkedScreen):
    """Imported statements, newest first."""

    inlines = (StatementLinesInline,)
    list_display = ("statement_id", "first_on", "last_on", "opening", "closing", "line_count")
    search_fields = ("statement_id__exact",)
    fields = readonly_fields = (
        "statement_id",
        "upload",
        "first_on",
        "last_on",
        "opening",
        "closing",
        "line_count",
        "new_line_count",
        "importer",
        "imported_at",
    )

    def list_links(self, request: HttpRequest) -> list[tuple[str | Promise, str]]:
        """Lead to importing a statement."""
        if not request.user.has_perm("banking.import_bankstatement"):
            return []
        return [(_("Import a statement"), reverse("admin:banking_bankstatement_import"))]

    def list_words(self) -> list[str]:
        """Say whether the books and the bank agree, and which statements are missing."""
        position = get_bank_position()
        if position.as_of is None:
            return [gettext("No statement was imported yet.")]
        words = gettext("On %(day)s the bank held %(bank)s; the books say %(books)s.") % {
            "day": position.as_of,
            "bank": format_minor(position.statement_minor),
            "books": format_minor(position.books_minor),
        }
        return [words, *(gap.words for gap in list_gaps())]

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., HttpResponse]], ...]:
        """Give the import its page."""
        page = ("import/", "banking_bankstatement_import", self.import_view)
        return (page, *super().get_custom_urls())

    def import_view(self, request: HttpRequest, **_kw: Any) -> Any:
        """Ask for a file; show what it would do; do it."""
        refuse_without(request, "banking.import_bankstatement")
        if "upload" in request.POST:
            return self.do_import(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                upload, outcome = look_at_file(
                    content=file.read(),
                    name=file.name,
                    actor=name_actor(request.user),
                    now=timezone.now(),
                )
            except REFUSALS as refusal:
                form.add_error("file", str(refusal))
            else:
                return self.show_preview(request, UploadedForm({"upload": upload.uid}), outcome)
        return self.ask_for_file(request, form)

    def ask_for_file(self, request: HttpRequest, form: UploadForm) -> TemplateResponse:
        """Show the form, with why the last file was refused."""
        return ask(
            request,
            self,
            title=_("Import a statement"),
            question=_("Nothing is booked yet: the next page shows what the file would do."),
            submit=_("Look at it"),
            form=form,
            back=reverse("admin:banking_bankstatement_changelist"),
        )

    def show_preview(
        self, request: HttpRequest, form: UploadedForm, outcome: ImportOutcome
    ) -> TemplateResponse:
        """Show the statements and what each line would become."""
        rows = [
            {
                "line": match.line,
                "amount": format_minor(match.line.amount_minor),
                "kind": match.get_kind_display(),
                "is_unmatched": match.kind == LineMatch.Kind.UNMATCHED,
                "payout": match.payout,
            }
            for match in outcome.matches[:SHOWN]
        ]
        statements = [
            {
                "row": row,
                "opening": format_minor(row.opening_minor),
                "closing": format_minor(row.closing_minor),
            }
            for row in outcome.statements
        ]
        return TemplateResponse(
            request,
            "admin/banking/preview.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "title": _("What the file would do"),
                "outcome": outcome,
                "statements": statements,
                "rows": rows,
                "unshown": max(len(outcome.matches) - SHOWN, 0),
                "opened_with": format_minor(outcome.opened_with_minor),
                "form": form,
                "back": reverse("admin:banking_bankstatement_import"),
            },
        )

    def do_import(self, request: HttpRequest) -> Any:
        """Import the file that was looked at."""
        form = UploadedForm(request.POST)
        if form.is_valid():
            try:
                outcome = import_upload(
                    upload_uid=form.cleaned_data["upload"],
                    actor=name_actor(request.user),
                    now=timezone.now(),
                )
            except REFUSALS as refusal:
                messages.error(request, str(refusal))
            else:
                self.tell_outcome(request, outcome)
                return redirect("admin:banking_bankstatement_changelist")
        return redirect("admin:banking_bankstatement_import")

    def tell_outcome(self, request: HttpRequest, outcome: ImportOutcome) -> None:
        """Say how many lines came and how many somebody must explain."""
        unmatched = sum(one.kind == LineMatch.Kind.UNMATCHED for one in outcome.matches)
        words = gettext("%(new)d new lines, %(unmatched)d of them to explain, %(known)d known.")
        counts = {
            "new": len(outcome.matches),
            "unmatched": unmatched,
            "known": outcome.known_line_count,
        }
        messages.success(request, words % counts)

    @admin.display(description=_("Opened with"))
    def opening(self, statement: BankStatement) -> str:
        """Write the opening balance."""
        return format_minor(statement.opening_minor, statement.currency)

    @admin.display(description=_("Closed with"))
    def closing(self, statement: BankStatement) -> str:
        """Write the closing balance."""
        return format_minor(statement.closing_minor, statement.currency)

    @admin.display(description=_("Imported by"))
    def importer(self, statement: BankStatement) -> str:
        """Name who imported it."""
        return get_actor_name(statement.imported_by)
