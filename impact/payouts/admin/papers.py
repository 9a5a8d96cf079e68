"""Papers of a draw: listed with it, and handed out for a reason that is kept first."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from impact.payouts.admin.provider_asks import sign
from impact.payouts.models import Attachment
from impact.payouts.services.files import take_paper
from nomi.platform.encryption import SealBrokenError
from nomi.platform.safe_files import hand_out
from nomi.platform.screens import FactsInline, ReasonForm

if TYPE_CHECKING:
    from nomi.platform.asking import AskingScreen

HERS = "payouts.open_confirmation"
NAMING_HER = (Attachment.Purpose.CONFIRMATION, Attachment.Purpose.PROOF)


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
        if not may_take(self.reader, attachment):
            return attachment.get_purpose_display()
        address = reverse(
            "admin:payouts_drawrequest_paper", args=(attachment.draw_id, attachment.uid)
        )
        return format_html('<a href="{}">{}</a>', address, attachment.get_purpose_display())


def may_take(user: Any, attachment: Attachment) -> bool:
    """Return whether this person may read the paper.

    Hers shows her signature or thumbprint, a certificate or a list of attendance her name.
    """
    is_hers = attachment.purpose in NAMING_HER
    return bool(user.has_perm("payouts.view_attachment") and (not is_hers or user.has_perm(HERS)))


def show_paper(
    request: HttpRequest, screen: "AskingScreen", attachment: Attachment
) -> HttpResponse:
    """Ask why on GET; on POST keep the reason and hand the paper out."""
    if not may_take(request.user, attachment):
        raise PermissionDenied
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            content = take_paper(
                attachment=attachment, reason=form.cleaned_data["reason"], **sign(request)
            )
        except SealBrokenError:
            form.add_error(None, _("This paper does not open: it was changed past the store."))
        else:
            name = f"paper-{attachment.uid.hex[:8]}"
            return hand_out(content, media_type=attachment.media_type, name=name)
    context = {
        **screen.admin_site.each_context(request),
        "title": attachment.get_purpose_display(),
        "opts": screen.opts,
        "object": attachment.draw,
        "label": _("Take the paper"),
        "question": _("Your name and reason are kept with the draw, and then you get the file."),
        "offered": True,
        "form": form,
        "back": screen.find_return_address(attachment.draw),
    }
    return TemplateResponse(request, "admin/desk/ask.html", context)
