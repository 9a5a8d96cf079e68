"""A return for whoever bought: by the private link, or in the account."""

from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nomi.platform.paper import hand_out_pdf
from nomi.platform.private_pages import View
from shop.order.private import proven_page
from shop.order.queries import find_own_order
from shop.returns.forms import build_return_form
from shop.returns.label import write_return_label
from shop.returns.models import Return
from shop.returns.queries import find_return, get_returnable_pieces
from shop.returns.services import ReturnRefused, request_return, withdraw_return


def by_token(view: View) -> View:
    """Hand the view the order of the private link and the address of its page."""

    @wraps(view)
    @proven_page
    def show(request: HttpRequest, *, order: Any, token: str, **rest: Any) -> HttpResponseBase:
        return view(request, order=order, back=reverse("order-page", args=(token,)), **rest)

    return show


def in_account(view: View) -> View:
    """Hand the view a shopper's own order and the address of its page."""

    @wraps(view)
    @never_cache
    @login_required
    def show(request: HttpRequest, number: str, **rest: Any) -> HttpResponseBase:
        order = find_own_order(number=number, user=request.user)
        if order is None:
            raise Http404
        return view(request, order=order, back=reverse("order-own", args=(number,)), **rest)

    return show


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, *, order: Any, back: str) -> HttpResponse:
    """Show the form on GET; on POST ask for the return, or say on the same page why not."""
    now = timezone.now()
    may_come = get_returnable_pieces(order=order, now=now)
    form = build_return_form(order, may_come)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            request_return(
                order_id=order.pk,
                pieces=form.read_pieces(),
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
                key=form.cleaned_data["key"],
                now=now,
            )
        except ReturnRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("We have your return and write to you soon."))
            return redirect(back)
    context = {"order": order, "form": form, "may_come": may_come, "back": back}
    return render(request, "shop/returns/ask.html", context)


@require_POST
def withdraw(request: HttpRequest, *, order: Any, back: str, uid: UUID) -> HttpResponse:
    """Take a return back."""
    try:
        withdraw_return(return_id=get_return(order, uid).pk, now=timezone.now())
    except ReturnRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The return is cancelled. You keep the pieces."))
    return redirect(back)


@require_safe
def print_label(_request: HttpRequest, *, order: Any, back: str, uid: UUID) -> HttpResponse:  # noqa: ARG001 - one shape for all
    """Hand out the label of an approved return."""
    made = get_return(order, uid)
    if not made.has_label:
        raise Http404
    return hand_out_pdf(write_return_label(made), name=f"return-{order.number}")


def get_return(order: Any, uid: UUID) -> Return:
    """Return the order's return of this id, or raise 404."""
    found = find_return(order=order, uid=uid)
    if found is None:
        raise Http404
    return found
