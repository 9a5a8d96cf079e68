"""After the payment: thank you, what happens next, and a chance to correct the e-mail."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shop.basket.request import ShopRequest
from shop.checkout.forms import MailForm
from shop.order.correcting import CorrectionRefused, can_correct_email, correct_email
from shop.order.links import get_trace_path
from shop.order.private import proven_page
from shop.order.proof import remember_proof
from shop.order.summary import get_order_summary


@require_safe
@proven_page
def show_thanks(request: ShopRequest, *, order: Any, token: str) -> HttpResponse:
    """Thank the shopper, or say that the payment is still being confirmed."""
    return _render(request, token, order)


@require_POST
@proven_page
def change_email(request: ShopRequest, *, order: Any, token: str) -> HttpResponse:
    """Send the receipt to another address, because the first was mistyped.

    This browser goes on seeing the order; one that knew the first address only does not.
    """
    form = MailForm(request.POST)
    if not form.is_valid():
        return _render(request, token, order, form=form)
    now = timezone.now()
    try:
        corrected = correct_email(order_id=order.pk, email=form.cleaned_data["email"], now=now)
    except CorrectionRefused:
        return _render(request, token, order, form=form)
    remember_proof(request, order=corrected, now=now)
    return redirect("checkout:thank-you", token=token)


def _render(
    request: ShopRequest, token: str, order: Any, *, form: MailForm | None = None
) -> HttpResponse:
    summary = get_order_summary(order=order)
    has_goods = not summary.buys_gift_card
    is_paid = not (summary.is_waiting or summary.is_cancelled)
    context = {
        "order": summary,
        "is_paid": is_paid,
        "token": token,
        "trace_path": get_trace_path(order=order) if is_paid and has_goods else "",
        "form": form or MailForm(initial={"email": summary.email}),
        "can_correct": can_correct_email(order=order, now=timezone.now()),
    }
    if is_paid:
        request.basket_count = 0
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form is not None else HTTPStatus.OK
    return render(request, "shop/checkout/thank_you.html", context, status=status)
