"""Order pages: by private link for guests, in the account for signed-in shoppers."""

from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from nomi.platform.private_pages import private_page
from shop.order.forms import ProofForm
from shop.order.links import get_trace_path
from shop.order.private import find_order_by_token
from shop.order.proof import ProofRefused, TooManyProofs, is_proven, prove
from shop.order.queries import find_own_order, get_orders_of, was_ever_paid
from shop.order.summary import get_order_summary, name_state


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def show_order(request: HttpRequest, token: str) -> HttpResponse:
    """Show an order to who holds its link and knows its address; ask for the address first."""
    order = find_order_by_token(token)
    if is_proven(request, order=order, now=timezone.now()):
        return _show_by_link(request, token, order)
    form = ProofForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = _try_proof(request, token, order, form)
        if status == HTTPStatus.FOUND:
            return redirect("order-page", token=token)
    return render(request, "shop/order/prove.html", {"form": form}, status=status)


@never_cache
@require_safe
@login_required
def list_orders(request: HttpRequest) -> HttpResponse:
    """Show a shopper's own orders, newest first; those never paid are left out."""
    orders = get_orders_of(user=request.user)
    for order in orders:
        order.state = name_state(order.status)
    return render(request, "shop/order/list.html", {"orders": orders})


@never_cache
@require_safe
@login_required
def show_own_order(request: HttpRequest, number: str) -> HttpResponse:
    """Show one of a shopper's own orders."""
    order = find_own_order(number=number, user=request.user)
    if order is None:
        raise Http404
    summary = get_order_summary(order=order)
    trace = "" if summary.is_cancelled else get_trace_path(order=order)
    context = {"order": summary, "trace_path": trace, "in_account": True, "was_paid": True}
    return render(request, "shop/order/order.html", context)


def _show_by_link(request: HttpRequest, token: str, order: Any) -> HttpResponse:
    summary = get_order_summary(order=order)
    trace = "" if summary.is_waiting or summary.is_cancelled else get_trace_path(order=order)
    context = {
        "order": summary,
        "trace_path": trace,
        "token": token,
        "was_paid": was_ever_paid(order=order),
    }
    return render(request, "shop/order/order.html", context)


def _try_proof(request: HttpRequest, token: str, order: Any, form: ProofForm) -> HTTPStatus:
    """Open the order for this browser; when it may not be opened, put the words into the form."""
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    email, now = form.cleaned_data["email"], timezone.now()
    try:
        prove(request, token=token, order=order, email=email, now=now)
    except ProofRefused as refusal:
        form.add_error("email", str(refusal))
        is_many = isinstance(refusal, TooManyProofs)
        return HTTPStatus.TOO_MANY_REQUESTS if is_many else HTTPStatus.UNPROCESSABLE_ENTITY
    return HTTPStatus.FOUND
