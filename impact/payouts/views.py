"""The page of a paper: handed out for a reason that is kept first."""

import uuid

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from impact.payouts.models import Attachment, DrawRequest
from impact.payouts.queries import may_take_paper, names_her
from impact.payouts.services.files import take_paper
from nomi.platform.encryption import SealBrokenError
from nomi.platform.people import name_actor
from nomi.platform.proving import FindProofPage, is_open
from nomi.platform.safe_files import hand_out
from nomi.platform.screens import ReasonForm


def show_paper(
    request: HttpRequest, draw_id: int, uid: uuid.UUID, *, find_proof_page: FindProofPage
) -> HttpResponse:
    """Ask why on GET; on POST keep the reason and hand the paper out.

    One that shows who she is asks for a fresh second factor as well (SAFETY.md, P8).
    """
    if not request.user.has_perm("payouts.view_drawrequest"):
        raise PermissionDenied
    papers = Attachment.objects.select_related("draw")
    paper = get_object_or_404(papers, draw_id=draw_id, uid=uid)
    if not may_take_paper(request.user, paper):
        raise PermissionDenied
    find_page: FindProofPage = find_proof_page if names_her(paper) else lambda _request: ""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and is_open(form, request, find_page):
        try:
            content = take_paper(
                attachment=paper,
                reason=form.cleaned_data["reason"],
                actor=name_actor(request.user),
                now=timezone.now(),
            )
        except SealBrokenError:
            form.add_error(None, _("This paper does not open: it was changed past the store."))
        else:
            name = f"paper-{paper.uid.hex[:8]}"
            return hand_out(content, media_type=paper.media_type, name=name)
    context = {
        **admin.site.each_context(request),
        "title": paper.get_purpose_display(),
        "opts": DrawRequest._meta,
        "object": paper.draw,
        "label": _("Take the paper"),
        "question": _("Your name and reason are kept with the draw, and then you get the file."),
        "offered": True,
        "form": form,
        "proof_page": find_page(request),
        "back": reverse("admin:payouts_drawrequest_change", args=(draw_id,)),
    }
    return TemplateResponse(request, "admin/desk/ask.html", context)
