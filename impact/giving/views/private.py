"""Private pages of donors: the link alone opens nothing (SAFETY.md, P12).

A browser also shows that it knows the gift's e-mail address, once in some hours. The browser that
gives and signed-in owners need not.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from impact.giving.forms import ProofForm
from nomi.platform.limits import HOUR, Limit, count_try, say_wait
from nomi.platform.visitors import find_network

KEY = "proven_gifts"
LIFE = timedelta(hours=12)
MOST = 20
NOBODY = "nobody@nomi.invalid"
View = Callable[..., HttpResponseBase]


def private_page(view: View) -> View:
    """Keep an address and its page out of caches, logs and indexes.

    A browser hides the origin of a form on a page without a referrer, so that Django's check would
    refuse every one; nobody can have such a form sent who does not know the link.
    """

    @wraps(view)
    def with_headers(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return csrf_exempt(with_headers)


def is_proven(request: HttpRequest, *, thing: Any, now: datetime) -> bool:
    """Return whether this visitor may see a gift or a monthly gift. Writes nothing."""
    if thing is None:
        return False
    user: Any = request.user
    if user.is_authenticated and thing.user_key == user.pk:
        return True
    mark, until = request.session.get(KEY, {}).get(thing.number, ("", 0))
    return until > now.timestamp() and constant_time_compare(mark, _mark(thing.number, thing))


def remember(request: HttpRequest, *, number: str, email: str, now: datetime) -> None:
    """Let this browser see the gift for some hours."""
    kept = dict(request.session.get(KEY, {}))
    kept.pop(number, None)
    kept[number] = (_make_mark(number, email), (now + LIFE).timestamp())
    request.session[KEY] = dict(list(kept.items())[-MOST:])


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
    number = thing.number if thing else ""
    asked = _make_mark(number, form.cleaned_data["email"])
    if not constant_time_compare(asked, _mark(number, thing)) or thing is None:
        form.add_error("email", _("This link and this address do not belong together."))
        return False
    remember(request, number=number, email=form.cleaned_data["email"], now=now)
    return True


def _mark(number: str, thing: Any) -> str:
    return _make_mark(number, thing.donor_email if thing else NOBODY)


def _make_mark(number: str, email: str) -> str:
    """Return what a session keeps of an address: a mark that tells nothing of it."""
    plain = "".join(email.split()).casefold()
    return salted_hmac("impact.giving.proof", f"{number} {plain}", algorithm="sha256").hexdigest()
