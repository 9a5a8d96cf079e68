"""Her own statement, which staff read with her, or print and hand over."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from impact.pages.her_paper import write_her_paper
from impact.pages.her_statement import (
    IF_WRONG,
    KEPT_FOR_HER,
    UnknownTrainingAccountError,
    get_her_statement,
)
from nomi.platform.paper import hand_out_pdf

MAY_READ = ("participants.view_trainingaccount", "payouts.view_drawrequest")
SPOKEN = {"en": "English", "km": "ខ្មែរ"}
"""In which languages she can have it read or printed, each under its own name."""


@require_safe
@permission_required(MAY_READ, raise_exception=True)
def show_her_statement(request: HttpRequest, code: str) -> HttpResponse:
    """Show one training account in plain words, to read with her or to print; `in` is a language.

    On paper it is this page printed: no library here sets the joined letters of Khmer in a PDF.
    """
    language = request.GET.get("in", "en")
    if language not in SPOKEN:
        raise Http404
    with translation.override(language):
        try:
            statement = get_her_statement(code)
        except UnknownTrainingAccountError:
            raise Http404 from None
        context = {
            "statement": statement,
            "language": language,
            "spoken": SPOKEN,
            "kept_for_her": KEPT_FOR_HER,
            "if_wrong": IF_WRONG,
        }
        response = render(request, "impact/her_statement.html", context)
    response["Cache-Control"] = "no-store, private"
    response["Content-Language"] = language
    return response


@require_safe
@permission_required(MAY_READ, raise_exception=True)
def download_her_statement(_request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the statement as a PDF in English."""
    with translation.override("en"):
        try:
            content = write_her_paper(get_her_statement(code))
        except UnknownTrainingAccountError:
            raise Http404 from None
    return hand_out_pdf(content, name="statement")
