"""Updates by mail: ask, confirm from the mailbox, end. The answers tell nothing of an address.

The pages behind a link of a mail go without a referrer, so that a browser hides the origin of their
forms, and the check of forms would refuse each. The link itself says who asks: nobody can have such
a form sent who does not know it.
"""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from impact.pages.forms import SubscribeForm
from impact.pages.services import readers
from nomi.platform.limits import HOUR, Limit, count_try, say_wait
from nomi.platform.tokens.queries import find_reference
from nomi.platform.visitors import find_network

NETWORK = Limit(name="updates-by-mail", most=10, seconds=HOUR)
ADDRESS = Limit(name="updates-to-address", most=3, seconds=HOUR)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the address; on POST owe it a mail, or say on the same page what is wrong."""
    form = SubscribeForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = _take(request, form)
        if status == HTTPStatus.FOUND:
            return redirect("impact:subscribe-sent")
    return render(request, "impact/subscribe.html", {"form": form}, status=status)


@require_safe
def say_sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way; the same to everybody."""
    return render(request, "impact/subscribed.html", {"state": "sent"})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more on GET, since mail programs follow links; count the reader in on POST."""
    uid = find_reference(purpose=readers.ASK, token=token, now=timezone.now())
    if request.method != "POST":
        return _show(request, "confirm")
    if uid is not None:
        readers.confirm(uid=uid, now=timezone.now())
    return _show(request, "confirmed" if uid else "unknown")


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET; forget the address on POST. An unknown link gets the same answer."""
    if request.method != "POST":
        return _show(request, "leave")
    uid = find_reference(purpose=readers.LEAVE, token=token, now=timezone.now())
    if uid is not None:
        readers.forget(uid=uid)
    return _show(request, "left")


def _take(request: HttpRequest, form: SubscribeForm) -> HTTPStatus:
    """Take the address, or put the words into the form; return how it ended."""
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    email = form.cleaned_data["email"]
    wait = count_try(NETWORK, who=find_network(request))
    if wait:
        words = _("Many addresses came from your connection. %(wait)s, then press it again.")
        form.add_error(None, words % {"wait": say_wait(wait)})
        return HTTPStatus.TOO_MANY_REQUESTS
    if not count_try(ADDRESS, who=email.lower()):
        readers.ask_for_mails(
            email=email, language=get_language() or settings.LANGUAGE_CODE, now=timezone.now()
        )
    return HTTPStatus.FOUND


def _show(request: HttpRequest, state: str) -> HttpResponse:
    response = render(request, "impact/subscribed.html", {"state": state})
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
