"""Public impact pages and a buyer's own trace."""

import csv

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from impact.books.halts import find_halts
from impact.pages.example import list_example_steps, list_split_parts
from impact.pages.figures import list_stages
from impact.pages.proving import offer_proof
from impact.pages.queries import find_latest_batch
from impact.pages.trace import get_trace
from impact.shares.facts import UnknownSaleError
from impact.shares.policies import list_allocation_policies, list_share_policies
from impact.supply.queries import find_batch
from nomi.platform.tokens.queries import find_reference

FIRST_BATCH = "TOTES-2009"


@require_safe
def show_fund(request: HttpRequest) -> HttpResponse:
    """Show the fund's latest publication, or say that there is none to show."""
    batch = find_latest_batch()
    stages = list_stages(batch) if batch else []
    context = {
        "batch": batch,
        "stages": stages,
        "total": sum(stage.dollars for stage in stages),
        "parts": list_split_parts(on=timezone.now().date()),
        "made": find_batch(FIRST_BATCH),
    }
    return render(request, "impact/fund.html", context)


@require_safe
def export_fund(_request: HttpRequest) -> HttpResponse:
    """Hand out the latest publication as CSV: the page's own figures, no more."""
    batch = find_latest_batch()
    if batch is None:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="training-fund.csv"'
    table = csv.writer(response)
    table.writerow([_("State"), _("Whole US dollars"), _("As of"), _("Training accounts")])
    if find_halts():
        table.writerow([_("These figures are under review")])
    for stage in list_stages(batch):
        table.writerow([stage.name, stage.dollars, batch.as_of.isoformat(), batch.account_count])
    return response


@require_safe
def show_how_it_works(request: HttpRequest) -> HttpResponse:
    """Explain the share with worked arithmetic, and show every version of the policies."""
    context = {
        "steps": list_example_steps(on=timezone.now().date()),
        "share_policies": list_share_policies().reverse(),
        "allocation_policies": list_allocation_policies().reverse(),
    }
    return render(request, "impact/how_it_works.html", context)


@require_safe
def show_trace(request: HttpRequest, token: str) -> HttpResponse:
    """Show a buyer what became of the share of each line of her order.

    A wrong, an unknown and an expired token get the same answer.
    """
    now = timezone.now()
    order_number = find_reference(purpose="trace", token=token, now=now)
    try:
        if order_number is None:
            raise Http404
        trace = get_trace(order_number)
    except UnknownSaleError:
        raise Http404 from None
    proof = offer_proof(reference=order_number, token=token, now=now)
    response = render(request, "impact/trace.html", {"trace": trace, "proof": proof})
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
