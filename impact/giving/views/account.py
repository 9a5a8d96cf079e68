"""A donor's own pages: gifts, receipts, monthly gifts, years."""

from datetime import MAXYEAR, MINYEAR
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from impact.giving.links import get_gift_address, get_monthly_address
from impact.giving.models import Gift
from impact.giving.papers import write_statement
from impact.giving.queries import find_year, list_gifts_of, list_monthly_gifts_of
from impact.giving.views.private import PROOFS
from impact.giving.words import name_fund
from nomi.platform.amounts import format_minor


@never_cache
@login_required
@require_safe
def show_giving(request: HttpRequest) -> HttpResponse:
    """List what was given by this account, or under an address that it has confirmed."""
    whose = _find_whose(request)
    gifts = [_describe(gift) for gift in list_gifts_of(**whose)]
    context = {
        "gifts": gifts,
        "monthly": [
            {
                "gift": monthly,
                "amount": format_minor(monthly.total_minor),
                "fund": name_fund(monthly.purpose),
            }
            for monthly in list_monthly_gifts_of(**whose)
        ],
        "years": _list_years(request, gifts, emails=whose["emails"]),
    }
    return render(request, "impact/giving/account.html", context)


@never_cache
@login_required
@require_safe
def open_own(request: HttpRequest, number: str) -> HttpResponse:
    """Lead from a gift in the list to its page, which this browser may then see for some hours."""
    whose = _find_whose(request)
    found = list_gifts_of(**whose).filter(number=number).first()
    monthly = list_monthly_gifts_of(**whose).filter(number=number).first()
    if found is not None:
        address, email = get_gift_address(found), found.donor_email
    elif monthly is not None:
        address, email = get_monthly_address(monthly), monthly.donor_email
    else:
        raise Http404
    PROOFS.remember(request, number=number, email=email, now=timezone.now())
    return HttpResponseRedirect(address.removeprefix(settings.SITE_ADDRESS))


@never_cache
@login_required
@require_safe
def show_year(request: HttpRequest, year: int) -> HttpResponse:
    """Hand out the statement of one year, of this account's confirmed address."""
    user: Any = request.user
    is_year = MINYEAR < year < MAXYEAR
    if not is_year or user.email.lower() not in _find_whose(request)["emails"]:
        raise Http404
    given = find_year(donor_email=user.email, year=year)
    if given is None:
        raise Http404
    answer = HttpResponse(write_statement(given), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="gifts-{year}.pdf"'
    return answer


def _list_years(
    request: HttpRequest, gifts: list[dict[str, Any]], *, emails: list[str]
) -> list[int]:
    """Return the years that `show_year` hands out, the latest first: by standing receipts."""
    user: Any = request.user
    email = user.email.lower()
    receipts = [each["receipt"] for each in gifts if each["gift"].donor_email == email]
    years = {receipt.paid_on.year for receipt in receipts if receipt and email in emails}
    return sorted(years, reverse=True)


def _find_whose(request: HttpRequest) -> dict[str, Any]:
    """Return by what an account's gifts are known: its key, and the addresses it has confirmed."""
    confirmed = EmailAddress.objects.filter(user=request.user, verified=True)
    emails = [email.lower() for email in confirmed.values_list("email", flat=True)]
    return {"user_key": request.user.pk, "emails": emails}


def _describe(gift: Gift) -> dict[str, Any]:
    standing = [
        receipt
        for receipt in gift.receipts.all()
        if receipt.kind == receipt.Kind.RECEIPT and not receipt.is_void
    ]
    return {
        "gift": gift,
        "amount": format_minor(gift.total_minor),
        "fund": name_fund(gift.purpose),
        "receipt": standing[0] if standing else None,
    }
