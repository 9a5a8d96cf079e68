"""Address and delivery: the two pages before the review."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shop.basket.pricing import price_basket
from shop.basket.request import ShopRequest
from shop.basket.session import get_own_holds
from shop.checkout.draft import Draft, find_draft, get_form_data, save_draft
from shop.checkout.forms import AddressForm, DeliveryForm, GuestForm
from shop.checkout.quote import Quote, build_quote, get_grams
from shop.shipping.rates import get_rates

PAGES = ("index", "delivery", "review")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_address(request: ShopRequest) -> HttpResponse:
    """Ask where the receipt and the goods go."""
    if not has_goods(request):
        return leave_to_basket(request)
    form_class = AddressForm if request.user.is_authenticated else GuestForm
    draft = find_draft(request)
    if request.method != "POST":
        initial = get_form_data(draft) if draft else {"country": "US"}
        return _render_address(request, form_class(initial=initial))
    form = form_class(request.POST)
    if not form.is_valid():
        return _render_address(request, form)
    address = form.get_address()
    rates = get_rates(country_code=address.country_code)
    kept = draft.shipping_code if draft else ""
    code = kept if kept in {rate.code for rate in rates} else rates[0].code
    email = form.cleaned_data.get("email") or request.user.email
    save_draft(request, Draft(email=email, address=address, shipping_code=code))
    return redirect("checkout:delivery" if len(rates) > 1 else "checkout:review")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_delivery(request: ShopRequest) -> HttpResponse:
    """Ask which way the goods travel, each with its price and its days."""
    draft = find_draft(request)
    if draft is None:
        return redirect("checkout:index")
    rates = get_rates(country_code=draft.address.country_code)
    if request.method == "POST":
        form = DeliveryForm(request.POST, codes=[rate.code for rate in rates])
        if form.is_valid():
            save_draft(request, replace(draft, shipping_code=form.cleaned_data["method"]))
            return redirect("checkout:review")
    else:
        form = DeliveryForm(codes=[rate.code for rate in rates])
    if not has_goods(request):
        return leave_to_basket(request)
    priced = price_basket(basket=request.basket, user=request.user)
    grams = get_grams(priced)
    quotes = [
        build_quote(
            priced=priced, place=draft.address.taxed_place, shipping_code=rate.code, grams=grams
        )
        for rate in rates
    ]
    context = {"form": form, "quotes": quotes, "chosen": draft.shipping_code}
    return _render(request, "shop/checkout/delivery.html", context, form=form, here="delivery")


def has_goods(request: ShopRequest) -> bool:
    """Return whether the visitor has an open basket with something in it."""
    basket = request.basket
    return bool(basket.pk and basket.can_be_edited and basket.lines.exists())


def leave_to_basket(request: ShopRequest) -> HttpResponse:
    """Send a shopper without goods back to the basket, which says what there is to say."""
    basket = request.basket
    if not basket.pk or basket.can_be_edited:
        messages.info(request, _("Put something into your basket first."))
    return redirect("basket:summary")


def ask_quote(request: ShopRequest, draft: Draft) -> Quote:
    """Return what the order would cost now, for this visitor, basket and draft."""
    priced = price_basket(
        basket=request.basket, user=request.user, own_holds=get_own_holds(request)
    )
    return build_quote(
        priced=priced,
        place=draft.address.taxed_place,
        shipping_code=draft.shipping_code,
        grams=get_grams(priced),
    )


def get_steps(here: str) -> list[dict[str, str]]:
    """Return the steps for the component, with the ways back to those that are done."""
    labels = dict(zip(PAGES, (_("Address"), _("Delivery"), _("Review and pay")), strict=True))
    place = PAGES.index(here)
    return [
        {
            "label": labels[page],
            "url": reverse(f"checkout:{page}"),
            "state": "here" if page == here else "done" if at < place else "next",
        }
        for at, page in enumerate(PAGES)
    ]


def _render_address(request: ShopRequest, form: Any) -> HttpResponse:
    return _render(request, "shop/checkout/address.html", {"form": form}, form=form, here="index")


def _render(
    request: ShopRequest, template: str, context: dict[str, Any], *, form: Any, here: str
) -> HttpResponse:
    """Show a step; one with errors says so by its status too."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, template, {**context, "steps": get_steps(here)}, status=status)
