"""Buy a gift card, and look what is left on one."""

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nomi.platform.languages import keep_language
from nomi.platform.limits import HOUR, say_wait
from nomi.platform.visitors import find_network
from shop.checkout.throttle import count_payment
from shop.giftcards.choosing import try_code
from shop.giftcards.forms import BuyForm, CodeForm
from shop.giftcards.services.selling import CardOrder, order_card
from shop.order.links import get_thanks_path
from shop.order.proof import remember_proof
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.queries import is_payment_possible

REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY
TOO_MANY = HTTPStatus.TOO_MANY_REQUESTS
NO_PAGE = (payments.StripeUnavailable, payments.KeyRevoked, payments.StripeRefused)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def buy(request: HttpRequest) -> HttpResponse:
    """Ask how much and for whom; on POST order the card and lead to Stripe's page."""
    user: Any = request.user
    email = user.email if user.is_authenticated else ""
    if request.method != "POST":
        return _render_buy(request, BuyForm(email=email, initial={"key": uuid4()}))
    form = BuyForm(request.POST, email=email)
    if not form.is_valid():
        return _render_buy(request, form, status=REFUSED)
    if not is_payment_possible():
        form.add_error(None, _("We cannot take a payment right now. Please come back in an hour."))
        return _render_buy(request, form, status=HTTPStatus.SERVICE_UNAVAILABLE)
    wait = count_payment(network=find_network(request))
    return _say_wait(request, form, wait) if wait else _lead_to_stripe(request, form)


def _lead_to_stripe(request: HttpRequest, form: BuyForm) -> HttpResponse:
    """Order the card and redirect to the payment page; one that is paid is thanked for."""
    values = form.cleaned_data
    now = timezone.now()
    ordered = order_card(
        wish=CardOrder(
            key=_name_order(form),
            amount_minor=form.amount_minor,
            buyer_email=form.email,
            recipient_email=values["recipient_email"],
            sender_name=values["sender_name"],
            message=values["message"],
        ),
        user=request.user,
        now=now,
    )
    keep_language(request)
    remember_proof(request, order=ordered.order, now=now)
    if ordered.attempt_id is None:
        return redirect(get_thanks_path(order=ordered.order))
    try:
        url = payments.start_payment(attempt_id=ordered.attempt_id, now=now)
    except payments.PaymentClosed:
        return redirect(get_thanks_path(order=ordered.order))
    except payments.TooManyTries:
        return _say_wait(request, form, HOUR)
    except NO_PAGE:
        form.add_error(None, _("Our payment service does not answer. Nothing was paid. Try again."))
        return _render_buy(request, form, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)


def _name_order(form: BuyForm) -> UUID:
    """Return what names the order: the same form with the same words is the same one."""
    words = [form.amount_minor, form.email, *sorted(map(str, form.cleaned_data.values()))]
    return uuid5(form.cleaned_data["key"], repr(words))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_balance(request: HttpRequest) -> HttpResponse:
    """Ask for a code; on POST say what is left on its card, or that there is none of it."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    card, status = try_code(request, form) if request.method == "POST" else (None, HTTPStatus.OK)
    context = {"form": form, "card": card}
    return render(request, "shop/giftcards/balance.html", context, status=status)


def _say_wait(request: HttpRequest, form: BuyForm, wait: int) -> HttpResponse:
    words = _("Many payments were begun from your connection. %(wait)s, then press again.")
    form.add_error(None, words % {"wait": say_wait(wait)})
    return _render_buy(request, form, status=TOO_MANY)


def _render_buy(
    request: HttpRequest, form: BuyForm, *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    return render(request, "shop/giftcards/buy.html", {"form": form}, status=status)
