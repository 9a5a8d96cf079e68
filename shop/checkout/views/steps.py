"""Address and delivery: the two pages before the review."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nomi.platform.keys import read_key
from shop.basket.pricing import price_basket
from shop.basket.request import ShopRequest
from shop.basket.session import get_own_holds
from shop.checkout.destination import find_destination
from shop.checkout.draft import Draft, find_draft, get_form_data, save_draft
from shop.checkout.forms import DeliveryForm, GuestForm, OwnAddressForm
from shop.checkout.keeping import keep_address
from shop.checkout.queries import find_kept, list_kept
from shop.checkout.quote import Quote, build_quote, get_grams, list_quotes
from shop.collecting.queries import list_open_events
from shop.presents.forms import PresentForm, open_present_form
from shop.presents.wish import NO_WISH
from shop.shipping.rates import get_rates, is_collected

PAGES = ("index", "delivery", "review")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_address(request: ShopRequest) -> HttpResponse:
    """Ask where the receipt and the goods go."""
    if not has_goods(request):
        return leave_to_basket(request)
    now = timezone.now()
    draft = find_draft(request, now=now)
    if request.method != "POST":
        initial = begin_address(request) | (get_form_data(draft) if draft else {})
        return _render_address(request, choose_form(request)(initial=initial))
    form = _read_form(request)
    if form is None:
        return _render_address(request, OwnAddressForm(initial=begin_address(request)), gone=True)
    if not form.is_valid():
        return _render_address(request, form)
    address = form.get_address()
    rates = get_rates(country_code=address.country_code)
    kept = draft.shipping_code if draft else ""
    code = kept if kept in {rate.code for rate in rates} else rates[0].code
    email = form.cleaned_data.get("email") or request.user.email
    present = draft.present if draft else NO_WISH
    draft = Draft(email=email, address=address, shipping_code=code, present=present)
    save_draft(request, draft, now=now)
    if form.cleaned_data.get("keep"):
        keep_address(user_id=request.user.pk, address=address)
    return redirect("checkout:delivery" if len(rates) > 1 else "checkout:review")


def choose_form(request: ShopRequest) -> Any:
    """Return the form's class: a guest is asked for her e-mail too."""
    return OwnAddressForm if request.user.is_authenticated else GuestForm


def _read_form(request: ShopRequest) -> Any:
    """Return the form as it was sent, or filled in with the kept address that was chosen.

    None when that address is not, or not any more, the shopper's own.
    """
    chosen = request.POST.get("kept", "") if request.user.is_authenticated else ""
    if not chosen:
        return choose_form(request)(request.POST)
    data = find_kept(user=request.user, pk=read_key(chosen))
    return OwnAddressForm(data) if data else None


def begin_address(request: ShopRequest) -> dict[str, str]:
    """Return what a new form opens with: the place for which the basket showed the delivery."""
    destination = find_destination(request, now=timezone.now())
    return {"country": destination.country_code, "postcode": destination.postcode}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_delivery(request: ShopRequest) -> HttpResponse:
    """Ask which way the goods travel, each with its price and days, and what lies beside them."""
    now = timezone.now()
    draft = find_draft(request, now=now)
    if draft is None:
        return redirect("checkout:index")
    if is_collected(draft.shipping_code):  # its address is the event's, nothing is sent there
        return redirect("checkout:express")
    rates = get_rates(country_code=draft.address.country_code)
    if request.method == "POST":
        form = DeliveryForm(request.POST, codes=[rate.code for rate in rates])
        present = PresentForm(request.POST)
        if form.is_valid() and present.is_valid():
            code, wish = form.cleaned_data["method"], present.get_wish()
            draft = replace(draft, shipping_code=code, present=wish)
            save_draft(request, draft, now=now)
            return redirect("checkout:review")
    else:
        form = DeliveryForm(codes=[rate.code for rate in rates])
        present = open_present_form(draft.present)
    if not has_goods(request):
        return leave_to_basket(request)
    priced = price_basket(basket=request.basket, user=request.user)
    place = draft.address.taxed_place
    quotes = list_quotes(priced=priced, ways=[(rate, place) for rate in rates])
    context = {
        "form": form,
        "present": present,
        "quotes": quotes,
        "chosen": form.data.get("method") or draft.shipping_code,
        "is_wrong": bool(form.errors or present.errors),
    }
    wrong = form if form.errors else present
    return _render(request, "shop/checkout/delivery.html", context, form=wrong, here="delivery")


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
        wrap_minor=draft.present.wrap_price_minor,
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


def _render_address(request: ShopRequest, form: Any, *, gone: bool = False) -> HttpResponse:
    """Show the form, below the addresses that a signed-in shopper has kept."""
    if gone:
        messages.warning(request, _("This address is not in your list any more. Nothing was kept."))
    kept = list_kept(user=request.user) if request.user.is_authenticated else []
    has_events = bool(list_open_events(now=timezone.now()))
    context = {"form": form, "kept": kept, "has_events": has_events}
    page = _render(request, "shop/checkout/address.html", context, form=form, here="index")
    page.status_code = HTTPStatus.UNPROCESSABLE_ENTITY if gone else page.status_code
    return page


def _render(
    request: ShopRequest, template: str, context: dict[str, Any], *, form: Any, here: str
) -> HttpResponse:
    """Show a step; one with errors says so by its status too."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, template, {**context, "steps": get_steps(here)}, status=status)
