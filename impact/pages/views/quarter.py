"""The pages about women, all from the latest publication: outcomes, goals, consent, data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from impact.pages import open_data
from impact.pages.chart import draw_outcomes
from impact.pages.codebook import WAVES
from impact.pages.queries import find_publication, list_publications
from impact.pages.shown import find_tables, list_goals, list_tables
from impact.pages.views.fund import IMPACT
from impact.proofs.queries import list_checkpoints
from nomi.platform.kept_pages import kept_for_all

HEADS_SHOWN = 10


@kept_for_all(shelf=IMPACT)
def show_outcomes(request: HttpRequest) -> HttpResponse:
    """Show the cohort's expenditure against the lines of need, and who was not reached."""
    publication = find_publication()
    context = {
        "publication": publication,
        "chart": draw_outcomes(publication),
        "attrition": find_tables(publication, *WAVES),
        "tables": find_tables(publication, "status", "progress", "goal", "country"),
    }
    return render(request, "impact/outcomes.html", context)


@kept_for_all(shelf=IMPACT)
def show_goals(request: HttpRequest) -> HttpResponse:
    """Show what is meant to be reached, where it stands, and every change of a target."""
    publication = find_publication()
    context = {"publication": publication, "goals": list_goals(publication)}
    return render(request, "impact/goals.html", context)


@kept_for_all(shelf=IMPACT)
def show_consent(request: HttpRequest) -> HttpResponse:
    """Say how women decide, how many did how, and how to report a leak."""
    publication = find_publication()
    context = {"publication": publication, "tables": find_tables(publication, "public_page")}
    return render(request, "impact/consent.html", context)


@kept_for_all(shelf=IMPACT)
def show_data(request: HttpRequest) -> HttpResponse:
    """Offer everything that is published as files, and say how to check it."""
    publication = find_publication()
    context = {
        "publication": publication,
        "publications": list_publications(),
        "tables": list_tables(publication),
        "heads": list_checkpoints(limit=HEADS_SHOWN),
        "snippets": open_data.write_snippets(),
    }
    return render(request, "impact/data.html", context)
