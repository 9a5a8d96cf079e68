"""A page of the shop's own, and the page on which people write to us."""

from datetime import datetime
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nomi.platform import seals
from nomi.platform.kept_pages import kept_for_all
from nomi.platform.limits import say_wait
from nomi.platform.visitors import find_network
from shop.content import contact
from shop.content.forms import ContactForm
from shop.content.parts import write_body
from shop.content.queries import find_shown
from shop.content.throttle import count_message
from shop.storefront.views import LISTS

REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY


@kept_for_all(shelf=LISTS)
def show_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a page says now."""
    page = find_shown(slug=slug)
    if page is None:
        raise Http404
    context = {"page": page, "body": write_body(page.body)}
    return render(request, "shop/content/page.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write_to_us(request: HttpRequest) -> HttpResponse:
    """Ask for the message; on POST owe us its mail, or say on the same page what is wrong."""
    now = timezone.now()
    stamp = request.POST.get("seal", "")
    form = ContactForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST":
        status, stamp = _take(request, form, stamp, now=now)
        if status == HTTPStatus.FOUND:
            return redirect("contact-sent")
    context = {"form": form, "seal": stamp or seals.make_seal(now=now)}
    return render(request, "shop/content/contact.html", context, status=status)


@require_safe
def say_sent(request: HttpRequest) -> HttpResponse:
    """Say that the message is on its way; the same to everybody."""
    return render(request, "shop/content/contact_sent.html")


def _take(
    request: HttpRequest, form: ContactForm, stamp: str, *, now: datetime
) -> tuple[HTTPStatus, str]:
    """Take the message, or put the words into the form; return how it ended and the next seal."""
    opened = seals.read_seal(stamp)
    if opened is None or seals.is_too_old(opened, now=now):
        form.add_error(None, _("This page was open for long. Look once more, then press Send."))
        return REFUSED, ""
    if not form.is_valid():
        return REFUSED, stamp
    if form.cleaned_data["website"]:
        form.add_error("website", _("Please leave this field empty."))
        return REFUSED, stamp
    if seals.is_too_fast(opened, now=now):
        form.add_error(None, _("That was quicker than a person types. Press Send once more."))
        return REFUSED, stamp
    wait = count_message(network=find_network(request))
    if wait:
        words = _("Many messages came from your connection. %(wait)s, then press Send again.")
        form.add_error(None, words % {"wait": say_wait(wait)})
        return HTTPStatus.TOO_MANY_REQUESTS, stamp
    contact.take_message(key=opened.key, words=form.cleaned_data, now=now)
    return HTTPStatus.FOUND, ""
