"""The staff pages: for those who proved a second factor, and every change says whose it is."""

from collections.abc import Callable

import pghistory
from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from nomi.staff import second_factor

View = Callable[[HttpRequest], HttpResponse]
STAFF_PAGES = ("/admin/", "/dashboard/")


def ask_second_factor(get_response: View) -> View:
    """Lead staff to set up a second factor, or to prove it, before any staff page.

    By the address and not by the view, so that no screen added later can forget it.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(STAFF_PAGES):
            return get_response(request)
        if not second_factor.is_asked_of(request.user):
            return get_response(request)
        if not second_factor.has_one(request.user.pk):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        if not second_factor.is_proved(request):
            here = request.get_full_path()
            return HttpResponseRedirect(second_factor.name_proof_page(request.user.pk, target=here))
        return get_response(request)

    return respond


def tell_who_changes(get_response: View) -> View:
    """Let the kept changes of a post to a staff page say who made it, on which page, from where."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.path_info.startswith(STAFF_PAGES):
            return get_response(request)
        address = get_adapter(request).get_client_ip(request)
        with pghistory.context(user=request.user.pk, url=request.path, address=address):
            return get_response(request)

    return respond
