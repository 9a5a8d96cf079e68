"""A buyer's own trace: private, and therefore live."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from impact.pages.proving import offer_proof
from impact.pages.trace import get_trace
from impact.shares.facts import UnknownSaleError
from nomi.platform.private_pages import private_page
from nomi.platform.tokens.queries import find_reference


@require_safe
@private_page
def show_trace(request: HttpRequest, token: str) -> HttpResponse:
    """Show a buyer what became of the share of each line of her order.

    A wrong, an unknown and an expired token get the same answer.
    """
    now = timezone.now()
    order_number = find_reference(purpose="trace", token=token, now=now)
    try:
        if order_number is None:
            raise Http404
        trace = get_trace(order_number)
    except UnknownSaleError:
        raise Http404 from None
    proof = offer_proof(reference=order_number, token=token, now=now)
    return render(request, "impact/trace.html", {"trace": trace, "proof": proof})
