"""Order pages: by private link for guests, in the account for signed-in shoppers."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from shop.order.links import get_trace_path
from shop.order.private import get_order_by_token, private_page
from shop.order.queries import find_own_order, get_orders_of, was_ever_paid
from shop.order.summary import get_order_summary, name_state


@require_safe
@private_page
def show_order(request: HttpRequest, token: str) -> HttpResponse:
    """Show an order to whoever holds its link."""
    order = get_order_by_token(token)
    summary = get_order_summary(order=order)
    trace = "" if summary.is_waiting or summary.is_cancelled else get_trace_path(order=order)
    context = {
        "order": summary,
        "trace_path": trace,
        "token": token,
        "was_paid": was_ever_paid(order=order),
    }
    return render(request, "shop/order/order.html", context)


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
