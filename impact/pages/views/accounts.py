"""A page about one account, while she agrees to it; the same neutral answer for all others."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from impact.consents.gone import show_gone
from impact.pages.accounts import find_account_page


@require_safe
def show_account(request: HttpRequest, code: str) -> HttpResponse:
    """Show the card of an account. Asked anew each time, kept by nobody, told to no engine."""
    page = find_account_page(code=code, now=timezone.now())
    if page is None:
        return show_gone(request)
    response = render(request, "impact/account.html", {"page": page})
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
