"""The pages about the fund's money: daily figures, and what was published of each quarter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from impact.pages.example import list_example_steps, list_split_parts
from impact.pages.models import Update
from impact.pages.queries import find_latest_batch, find_publication, list_lasting_updates
from impact.pages.shown import list_goals, list_quarters, list_spending
from impact.pages.stages import list_stages, list_totals
from impact.shares.policies import list_allocation_policies, list_share_policies
from impact.supply.queries import find_batch
from nomi.platform.kept_pages import Shelf, kept_for_all

FIRST_BATCH = "TOTES-2009"
IMPACT = Shelf(name="impact", places=512)
SHORT_LIST = 3


@kept_for_all(shelf=IMPACT)
def show_home(request: HttpRequest) -> HttpResponse:
    """Show what became of the money, in short. Six queries; what is missing is said to be."""
    batch, publication = find_latest_batch(), find_publication()
    updates = list_lasting_updates(limit=SHORT_LIST * 3)
    wrong = [one for one in updates if one.kind == Update.Kind.WRONG][:1]
    context = {
        "batch": batch,
        "stages": list_stages(batch) if batch else [],
        "total": batch.total_dollars if batch else 0,
        "totals": list_totals(batch) if batch else [],
        "parts": list_split_parts(on=timezone.now().date()),
        "made": find_batch(FIRST_BATCH),
        "publication": publication,
        "goals": list_goals(publication)[:SHORT_LIST],
        "updates": [one for one in updates if one not in wrong][:SHORT_LIST],
        "wrong": wrong[0] if wrong else None,
    }
    return render(request, "impact/home.html", context)


@kept_for_all(shelf=IMPACT)
def show_fund(request: HttpRequest) -> HttpResponse:
    """Show the fund: its purpose, its money by state and by quarter, and who decides."""
    batch, publication = find_latest_batch(), find_publication()
    context = {
        "batch": batch,
        "stages": list_stages(batch) if batch else [],
        "total": batch.total_dollars if batch else 0,
        "publication": publication,
        "quarters": list_quarters(publication),
        "spending": list_spending(publication),
        "policy": list_allocation_policies().filter(effective_on__lte=timezone.now()).first(),
        "updates": list_lasting_updates(limit=SHORT_LIST),
    }
    return render(request, "impact/fund.html", context)


@kept_for_all(shelf=IMPACT)
def show_how_it_works(request: HttpRequest) -> HttpResponse:
    """Explain the share with worked arithmetic, and show every version of the policies."""
    context = {
        "steps": list_example_steps(on=timezone.now().date()),
        "share_policies": list_share_policies().reverse(),
        "allocation_policies": list_allocation_policies().reverse(),
    }
    return render(request, "impact/how_it_works.html", context)
