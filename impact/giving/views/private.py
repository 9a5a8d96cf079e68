"""Private pages of donors: for who owns the gift, gives it, or knows its e-mail address."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from impact.giving.forms import ProofForm
from nomi.platform.limits import HOUR, Limit, count_try, say_wait
from nomi.platform.link_proofs import LinkProofs
from nomi.platform.visitors import find_network

PROOFS = LinkProofs(key="proven_gifts", salt="impact.giving.proof")


def is_proven(request: HttpRequest, *, thing: Any, now: datetime) -> bool:
    """Return whether this visitor may see a gift or a monthly gift. Writes nothing.

    Signed-in owners and the browser that gives need not show its address.
    """
    if thing is None:
        return False
    user: Any = request.user
    if user.is_authenticated and thing.user_key == user.pk:
        return True
    return PROOFS.is_given(request, number=thing.number, email=thing.donor_email, now=now)


def ask_for_proof(request: HttpRequest, *, thing: Any, token: str) -> HttpResponse:
    """Ask for the e-mail address; wrong, unknown and expired links get the same answer."""
    now = timezone.now()
    is_answer = request.method == "POST" and "email" in request.POST
    form = ProofForm(request.POST if is_answer else None)
    status = HTTPStatus.OK
    if is_answer:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid() and _prove(request, form, thing=thing, token=token, now=now):
            return redirect(request.path)
    return render(request, "impact/giving/proof.html", {"form": form}, status=status)


def _prove(request: HttpRequest, form: ProofForm, *, thing: Any, token: str, now: datetime) -> bool:
    """Open the link for this browser, or say in the form why not."""
    limit = Limit(name="gift-proof", most=settings.GIVING_PROOFS_PER_HOUR, seconds=HOUR)
    if wait := count_try(limit, who=f"{token} {find_network(request)}"):
        words = _("Too many addresses were tried here. %(wait)s, then try again.")
        form.add_error(None, words % {"wait": say_wait(wait)})
        return False
    told = form.cleaned_data["email"]
    number, known = (thing.number, thing.donor_email) if thing else ("", "")
    if not PROOFS.fits(number=number, told=told, known=known) or thing is None:
        form.add_error("email", _("This link and this address do not belong together."))
        return False
    PROOFS.remember(request, number=number, email=told, now=now)
    return True
