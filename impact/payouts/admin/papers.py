"""Papers of a draw, listed with it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from impact.payouts.models import Attachment
from impact.payouts.queries import may_take_paper
from nomi.platform.screens import FactsInline


class PapersOfDraw(FactsInline):
    """The papers, to be taken as files."""

    model = Attachment
    verbose_name_plural = _("Papers")
    fields = readonly_fields = ("paper", "media_type", "size", "uploaded_at")

    reader: Any = None
    """Who looks; Django makes an inline anew for each request."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Remember who looks."""
        self.reader = request.user
        papers: QuerySet[Attachment] = super().get_queryset(request)
        return papers

    @admin.display(description=_("Paper"))
    def paper(self, attachment: Attachment) -> str:
        """Lead to where the file is asked for; name it alone to whoever may not have it."""
        if not may_take_paper(self.reader, attachment):
            return attachment.get_purpose_display()
        address = reverse("payouts:paper", args=(attachment.draw_id, attachment.uid))
        return format_html('<a href="{}">{}</a>', address, attachment.get_purpose_display())
