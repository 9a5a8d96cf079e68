"""Review and pay: what was shown is what is paid, or the shopper is asked again."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from nomi.platform.languages import keep_language
from nomi.platform.limits import HOUR, say_wait
from nomi.platform.visitors import find_network
from shop.addedgifts.wish import GiftChanged, read_gift, show_gift
from shop.basket.queries import list_share_lines
from shop.basket.request import ShopRequest
from shop.basket.services import remove_voucher
from shop.basket.session import ORDER_KEY, find_order_number
from shop.checkout import services
from shop.checkout.draft import Draft, find_draft
from shop.checkout.queries import find_rival_order
from shop.checkout.quote import UnknownDelivery
from shop.checkout.refusals import BasketEmpty, Refusal, StoreBusy
from shop.checkout.throttle import count_payment
from shop.checkout.views.steps import ask_quote, get_steps, has_goods, leave_to_basket
from shop.checkout.words import say_changed, say_refusal
from shop.collecting.services import EventClosed
from shop.giftcards.choosing import press_card, read_choice, show_choice
from shop.giftcards.forms import CodeForm
from shop.giftcards.services.holding import CardRefused
from shop.order.links import get_thanks_path
from shop.order.proof import remember_proof
from shop.order.queries import CANCELLED, find_waiting_order
from shop.order.vouchers import OfferSpent, VoucherRefused
from shop.shipping.countries import say_country
from shop.shipping.rates import is_collected
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.queries import is_payment_possible

REFUSALS = (Refusal, VoucherRefused, OfferSpent, CardRefused, GiftChanged)
SHOWN = "draft_shown"
"""The field by which Pay says which address, delivery and note the review had shown."""
ShowAgain = Callable[..., HttpResponse]
"""Shows the page on which Pay was pressed once more: takes `error`, in words, and `status`."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_review(request: ShopRequest) -> HttpResponse:
    """Show the whole order with its total; a POST is "Pay", or a button of the gift card."""
    now = timezone.now()
    draft = find_draft(request, now=now)
    if draft is None:
        return redirect("checkout:index")
    code_form = press_card(request, orders=True, now=now)
    if request.method == "POST" and code_form is None and is_payment_possible():
        show_again = partial(_render_review, request, draft)
        if request.POST.get(SHOWN, draft.mark) != draft.mark:
            return show_again(error=say_changed(), status=HTTPStatus.CONFLICT)
        return pay(request, draft, show_again=show_again)
    if not has_goods(request):
        return leave_to_basket(request)
    if code_form is not None:
        return _show_card(request, draft, code_form)
    return _render_review(request, draft)


def _show_card(request: ShopRequest, draft: Draft, code_form: CodeForm) -> HttpResponse:
    """Say beside the code that was typed why it is not taken; else show what is left to pay."""
    if code_form.words:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _render_review(request, draft, status=status, code_form=code_form)
    if code_form.is_bound:
        messages.success(request, _("Your gift card pays. See below what is left to pay."))
    return redirect("checkout:review")


@never_cache
@require_POST
def resume_payment(request: ShopRequest) -> HttpResponse:
    """Go on to the payment of the order that waits; its stock and its price are kept."""
    basket = request.basket
    placed = services.find_placed(basket_id=basket.pk or 0, now=timezone.now())
    if placed is None:
        return redirect("basket:summary")
    return _send_to_stripe(request, placed)


@never_cache
@require_POST
def cancel_payment(request: ShopRequest) -> HttpResponse:
    """Give the basket back for editing; when it was paid after all, say thank you instead."""
    basket = request.basket
    order = find_waiting_order(basket_id=basket.pk or 0)
    if order is None:
        return redirect("basket:summary")
    try:
        payments.cancel_payment(order_number=order.number, now=timezone.now())
    except (payments.StripeUnavailable, payments.StripeRefused):
        return _render_retry(request, order)
    order.refresh_from_db(fields=["status"])
    if order.status != CANCELLED:
        return redirect(get_thanks_path(order=order))
    messages.success(request, _("The payment was cancelled. Your basket is as you left it."))
    return redirect("basket:summary")


def pay(request: ShopRequest, draft: Draft, *, show_again: ShowAgain) -> HttpResponse:
    """Place the order and send the shopper to Stripe, or say why not where she pressed Pay."""
    basket, now = request.basket, timezone.now()
    stopped = _end_rival(request, basket)
    if stopped:
        return stopped
    try:
        placed = services.place(
            basket_id=basket.pk or 0,
            user=request.user,
            email=draft.email,
            address=draft.address,
            shipping_code=draft.shipping_code,
            expected=request.POST.get("expected", ""),
            now=now,
            present=draft.present,
            card=read_choice(request, now=now),
            gift=read_gift(request, now=now),
        )
    except BasketEmpty:
        return leave_to_basket(request)
    except (UnknownDelivery, EventClosed):
        words = _("This way of delivery is not possible any more. Please choose another.")
        return show_again(error=words, status=HTTPStatus.CONFLICT)
    except REFUSALS as refusal:
        return _refuse(request, refusal, show_again)
    request.session[ORDER_KEY] = placed.order.number
    request.basket_count = 0
    return _send_to_stripe(request, placed)


def _send_to_stripe(request: ShopRequest, placed: services.Placed) -> HttpResponse:
    """Redirect to the payment page; a free order needs none. This browser may see the order."""
    keep_language(request)
    remember_proof(request, order=placed.order, now=timezone.now())
    if placed.attempt_id is None:
        return redirect(get_thanks_path(order=placed.order))
    wait = count_payment(network=find_network(request))
    if wait:
        return _render_retry(request, placed.order, wait=wait)
    try:
        url = payments.start_payment(attempt_id=placed.attempt_id, now=timezone.now())
    except payments.PaymentClosed:
        return redirect("basket:summary")
    except payments.TooManyTries:
        return _render_retry(request, placed.order, wait=HOUR)
    except (payments.StripeUnavailable, payments.KeyRevoked, payments.StripeRefused):
        return _render_retry(request, placed.order)
    return HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)


def _end_rival(request: ShopRequest, basket: Any) -> HttpResponse | None:
    """Give back what this visitor's earlier unpaid order holds, so that it counts as free.

    Return a page instead when that order turns out to be paid or Stripe cannot be asked.
    """
    rival = find_rival_order(number=find_order_number(request), basket_id=basket.pk or 0)
    if rival is None:
        return None
    try:
        payments.cancel_payment(order_number=rival.number, now=timezone.now())
    except (payments.StripeUnavailable, payments.StripeRefused):
        return _render_retry(request, rival)
    rival.refresh_from_db(fields=["status"])
    if rival.status == CANCELLED:
        return None
    words = _("Your earlier order %(number)s has been paid. This basket is a new one.")
    messages.info(request, words % {"number": rival.number})
    return redirect("basket:summary")


def _refuse(request: ShopRequest, refusal: Exception, show_again: ShowAgain) -> HttpResponse:
    """Show the page again with the words of the refusal and the total as it is now."""
    if isinstance(refusal, VoucherRefused):
        remove_voucher(basket=request.basket, code=refusal.code)
    is_busy = isinstance(refusal, StoreBusy)
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_busy else HTTPStatus.CONFLICT
    if not has_goods(request):
        return leave_to_basket(request)
    return show_again(error=say_refusal(refusal), status=status)


def _render_review(
    request: ShopRequest,
    draft: Draft,
    *,
    error: str = "",
    status: int = HTTPStatus.OK,
    code_form: CodeForm | None = None,
) -> HttpResponse:
    try:
        quote = ask_quote(request, draft)
    except UnknownDelivery:
        return redirect("checkout:delivery")
    now = timezone.now()
    choice = show_choice(request, total_minor=quote.total_minor, form=code_form, now=now)
    context = {
        "quote": quote,
        "draft": draft,
        "country": say_country(code=draft.address.country_code),
        "error": error,
        "steps": get_steps("review"),
        "is_collected": is_collected(draft.shipping_code),
        "can_pay": is_payment_possible(),
        **choice,
        **show_gift(request, due_minor=choice["due_minor"], now=now),
        "share_lines": list_share_lines(priced=quote.priced),
    }
    return render(request, "shop/checkout/review.html", context, status=status)


def _render_retry(request: ShopRequest, order: Any, *, wait: int = 0) -> HttpResponse:
    """Say why there is no payment page now, that the order is kept, and how to try again."""
    status = HTTPStatus.TOO_MANY_REQUESTS if wait else HTTPStatus.SERVICE_UNAVAILABLE
    context = {"order": order, "is_throttled": wait > 0, "wait": say_wait(wait)}
    return render(request, "shop/checkout/retry.html", context, status=status)
