"""The invoice for whoever bought: by the private link, or in the account."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nomi.platform.paper import hand_out_pdf
from shop.fulfilment.papers import get_kind, write_papers
from shop.order.private import proven_page
from shop.order.queries import find_own_order, was_ever_paid


@require_safe
@proven_page
def print_invoice(_request: HttpRequest, *, order: Any, token: str) -> HttpResponse:  # noqa: ARG001 - one shape for all
    """Hand the invoice of a paid order to whoever holds its link and knows its address."""
    if not was_ever_paid(order=order):
        raise Http404
    return hand_out_invoice(order)


@never_cache
@require_safe
@login_required
def print_own_invoice(request: HttpRequest, number: str) -> HttpResponse:
    """Hand a shopper the invoice of one of the shopper's own orders."""
    order = find_own_order(number=number, user=request.user)
    if order is None:
        raise Http404
    return hand_out_invoice(order)


def hand_out_invoice(order: Any) -> HttpResponse:
    """Return the invoice as a download."""
    paper = write_papers(kind=get_kind("invoices"), orders=[order])
    return hand_out_pdf(paper, name=f"invoice-{order.number}")
