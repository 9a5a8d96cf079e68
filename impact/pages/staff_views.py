"""Pages that staff print and hand over."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from impact.pages.her_statement import UnknownTrainingAccountError, get_her_statement


@require_safe
@permission_required(
    ("participants.view_trainingaccount", "payouts.view_drawrequest"), raise_exception=True
)
def show_her_statement(request: HttpRequest, code: str) -> HttpResponse:
    """Show one training account in plain words, to read with her or to print."""
    try:
        statement = get_her_statement(code)
    except UnknownTrainingAccountError:
        raise Http404 from None
    response = render(request, "impact/her_statement.html", {"statement": statement})
    response["Cache-Control"] = "no-store, private"
    return response
