"""The staff screens of the log: how it stands, and what was published of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from impact.books.halts import find_halts
from impact.proofs.models import Checkpoint, Cosignature, LogKey, Verification
from impact.proofs.queries import get_status
from nomi.platform.screens import FactsInline, FactsScreen


class CosignaturesInline(FactsInline):
    """Who outside cosigned a checkpoint."""

    model = Cosignature
    fields = readonly_fields = ("witness", "witnessed_at", "imported_at")


@admin.register(Checkpoint)
class CheckpointScreen(FactsScreen):
    """Published heads of the log, newest first; the status page stands beside them."""

    inlines = (CosignaturesInline,)
    list_display = ("size", "signed_at", "root_text")
    ordering = ("-size",)
    fields = readonly_fields = ("size", "signed_at", "root_text", "note")

    @admin.display(description=_("Root"))
    def root_text(self, checkpoint: Checkpoint) -> str:
        """Write the root."""
        return bytes(checkpoint.root).hex()

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., HttpResponse]], ...]:
        """Give the log's status a page."""
        return (*super().get_custom_urls(), ("status/", "proofs_status", self.status_view))

    def status_view(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Show how the log stands."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("The log of the books"),
            "opts": self.opts,
            "status": get_status(),
            "halts": find_halts(),
        }
        return TemplateResponse(request, "admin/proofs/status.html", context)


@admin.register(LogKey)
class LogKeyScreen(FactsScreen):
    """Every key that the log was signed with."""

    list_display = ("vkey", "first_used_at")
    ordering = ("-pk",)
    fields = readonly_fields = ("vkey", "first_used_at", "handover")


@admin.register(Verification)
class VerificationScreen(FactsScreen):
    """Runs of the proof of books and log, newest first."""

    list_display = ("ran_at", "outcome", "leaves", "seconds")
    ordering = ("-pk",)
    fields = readonly_fields = ("ran_at", "leaves", "seconds", "faults")

    @admin.display(description=_("Found"))
    def outcome(self, run: Verification) -> str:
        """Write how many faults were found."""
        return str(len(run.faults.splitlines())) if run.faults else str(_("nothing"))
