"""Updates: the list, each one, and the feed. Made for each request, since consent may end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from impact.consents.gone import show_gone
from impact.pages.feed import write_feed
from impact.pages.queries import find_update, list_lasting_updates, list_updates

MOST = 30


@require_safe
def show_updates(request: HttpRequest) -> HttpResponse:
    """Show the latest updates that may be shown now."""
    context = {"updates": list_updates(now=timezone.now(), limit=MOST)}
    return _leave_open(render(request, "impact/updates.html", context))


@require_safe
def show_update(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an update; one that may not be shown is as if it had never been."""
    update = find_update(slug, now=timezone.now())
    if update is None:
        return show_gone(request)
    return _leave_open(render(request, "impact/update.html", {"update": update}))


@require_safe
def show_feed(_request: HttpRequest) -> HttpResponse:
    """Hand out the latest updates as RSS: those that speak of nobody, since readers keep them."""
    feed = write_feed(list_lasting_updates(limit=MOST))
    return _leave_open(HttpResponse(feed, content_type="application/rss+xml; charset=utf-8"))


def _leave_open(response: HttpResponse) -> HttpResponse:
    """Let nobody on the way keep it without asking."""
    response["Cache-Control"] = "no-cache"
    return response
