"""The basket's page and its changes, each a POST that ends on the same page with words."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh
from oscar.core.loading import get_model

from nomi.platform.keys import read_key
from nomi.platform.own_pages import from_own_pages
from nomi.platform.visitors import find_network
from shop.addedgifts.forms import AddGiftForm, open_gift_form
from shop.addedgifts.wish import forget_gift, keep_gift, show_gift
from shop.basket import services
from shop.basket.pricing import price_basket
from shop.basket.queries import get_basket_view
from shop.basket.reordering import add_order_again
from shop.basket.request import ShopRequest
from shop.basket.session import get_own_holds
from shop.checkout.destination import (
    DestinationForm,
    find_destination,
    open_form,
    save_destination,
)
from shop.order.queries import find_own_order, find_waiting_order
from shop.storefront.refusals import show_refusal

STEPS = {"more": 1, "less": -1}


@never_cache
@require_safe
def show_basket(request: ShopRequest) -> HttpResponse:
    """Show the basket, or the way back to an order that waits for its payment."""
    return _render(request)


@never_cache
@require_POST
@from_own_pages
def add_product(request: ShopRequest, pk: int) -> HttpResponse:
    """Put a product, or the variant chosen on its page, into the basket."""
    _leave_frozen_basket(request)
    basket = request.basket
    try:
        line = services.add_product(
            basket=basket,
            product_id=_read_variant(request, pk),
            quantity=services.read_quantity(request.POST.get("quantity", "1")),
            own_holds=get_own_holds(request),
        )
    except services.BasketRefusal as refusal:
        return _refuse(request, pk, str(refusal))
    words = _("%(title)s is in your basket.") % {"title": line.product.get_title()}
    messages.success(request, words)
    return redirect("basket:summary")


@never_cache
@require_POST
@login_required
def add_order(request: ShopRequest, number: str) -> HttpResponse:
    """Put the goods of a shopper's own older order into the basket, and say what stays out."""
    order = find_own_order(number=number, user=request.user)
    if order is None:
        raise Http404
    _leave_frozen_basket(request)
    done = add_order_again(basket=request.basket, order=order, own_holds=get_own_holds(request))
    for words in done.refused:
        messages.warning(request, words)
    if done.added:
        words = _("In your basket again: %(titles)s.") % {"titles": ", ".join(done.added)}
        messages.success(request, words)
    return redirect("basket:summary")


@never_cache
@require_POST
def change_quantity(request: ShopRequest, line_id: int) -> HttpResponse:
    """Set how many pieces of a line are wanted: one more, one fewer, or the number typed."""
    typed = request.POST.get("quantity", "")[:20]
    by = STEPS.get(request.POST.get("step", ""))
    pk, own_holds = read_key(str(line_id)), get_own_holds(request)
    try:
        if by:
            services.step_quantity(basket=request.basket, line_id=pk, by=by, own_holds=own_holds)
        else:
            services.change_quantity(
                basket=request.basket,
                line_id=pk,
                quantity=services.read_quantity(typed),
                own_holds=own_holds,
            )
    except services.BasketRefusal as refusal:
        shown = None if by else typed
        return _render(request, error=str(refusal), line_id=line_id, typed=shown)
    return redirect("basket:summary")


@never_cache
@require_POST
def choose_destination(request: ShopRequest) -> HttpResponse:
    """Show the delivery to a country and a postal code, and remember them for the address."""
    form = DestinationForm(request.POST)
    if not form.is_valid():
        return _render(request, form=form)
    save_destination(request, form.get_destination(), now=timezone.now())
    return redirect("basket:summary")


@never_cache
@require_POST
def remove_line(request: ShopRequest, line_id: int) -> HttpResponse:
    """Take a line out of the basket."""
    try:
        title = services.remove_line(basket=request.basket, line_id=read_key(str(line_id)))
    except services.BasketRefusal as refusal:
        return _render(request, error=str(refusal))
    messages.success(request, _("%(title)s was taken out.") % {"title": title})
    return redirect("basket:summary")


@never_cache
@require_POST
def add_voucher(request: ShopRequest) -> HttpResponse:
    """Attach a voucher code to the basket."""
    code = request.POST.get("code", "")[:200]
    try:
        voucher = services.add_voucher(
            basket=request.basket,
            code=code,
            user=request.user,
            now=timezone.now(),
            network=find_network(request),
        )
    except services.TooManyCodes as refusal:
        page = _render(request, code_error=str(refusal), code=code)
        page.status_code = HTTPStatus.TOO_MANY_REQUESTS
        return page
    except services.BasketRefusal as refusal:
        return _render(request, code_error=str(refusal), code=code)
    messages.success(request, _("Code %(code)s was added.") % {"code": voucher.code})
    return redirect("basket:summary")


@never_cache
@require_POST
def remove_voucher(request: ShopRequest) -> HttpResponse:
    """Take a voucher code off the basket."""
    try:
        services.remove_voucher(basket=request.basket, code=request.POST.get("code", "")[:128])
    except services.BasketRefusal as refusal:
        return _render(request, error=str(refusal))
    return redirect("basket:summary")


@never_cache
@require_POST
def add_gift(request: ShopRequest) -> HttpResponse:
    """Lay a gift to the fund into the basket, beside the goods; another one takes its place."""
    form = open_gift_form(request.POST)
    if form is None:
        return redirect("basket:summary")
    if not form.is_valid():
        return _render(request, gift_form=form)
    if request.basket.pk is None:
        messages.info(request, _("Put something into your basket first."))
        return redirect("basket:summary")
    wish = form.get_wish()
    keep_gift(request, wish, now=timezone.now())
    words = _("A gift of %(amount)s is in your basket.") % {"amount": wish.amount}
    messages.success(request, words)
    return redirect("basket:summary")


@never_cache
@require_POST
def remove_gift(request: ShopRequest) -> HttpResponse:
    """Take the gift out of the basket."""
    forget_gift(request)
    messages.success(request, _("The gift was taken out."))
    return redirect("basket:summary")


def _render(
    request: ShopRequest,
    *,
    error: str = "",
    line_id: int = 0,
    typed: str | None = None,
    code_error: str = "",
    code: str = "",
    form: DestinationForm | None = None,
    gift_form: AddGiftForm | None = None,
) -> HttpResponse:
    """Show the page: as it is, or with one refusal and what was typed; to htmx the part in it."""
    basket = request.basket
    if basket.pk and not basket.can_be_edited:
        return _render_waiting(request, error)
    priced = price_basket(basket=basket, user=request.user, own_holds=get_own_holds(request))
    request.basket_count = priced.quantity
    now = timezone.now()
    destination = find_destination(request, now=now)
    page = get_basket_view(
        priced=priced,
        on=now.date(),
        destination=destination,
        line_id=line_id,
        typed=typed,
        error=error,
    )
    at_line = any(line.error for line in page.lines)
    context = {
        "page": page,
        "line_error": error if at_line else "",
        "error": "" if at_line else error,
        "line_id": line_id,
        "code_error": code_error,
        "code": code,
        "form": (form or open_form(destination)) if page.lines else None,
        "is_part": bool(request.htmx),
        "gift_form": gift_form or open_gift_form(),
        **show_gift(request, due_minor=page.total_minor, now=now),
    }
    refused = any(one.errors for one in (form, gift_form) if one)
    is_refused = bool(error or code_error or refused)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK
    template = "shop/basket/_basket.html" if request.htmx else "shop/basket/basket.html"
    return render(request, template, context, status=status)


def _render_waiting(request: ShopRequest, error: str) -> HttpResponse:
    """Show the way to an order that waits for payment; htmx is to load the whole page anew."""
    if request.htmx:
        refresh: HttpResponse = HttpResponseClientRefresh()
        return refresh
    waiting = find_waiting_order(basket_id=request.basket.pk)
    request.basket_count = 0
    return render(request, "shop/basket/waiting.html", {"order": waiting, "error": error})


def _leave_frozen_basket(request: ShopRequest) -> None:
    """Begin a new basket when the old one is being paid for: that order stays as it was placed."""
    basket = request.basket
    if basket.pk and not basket.can_be_edited:
        fresh = get_model("basket", "Basket")(owner_id=basket.owner_id)
        fresh.strategy = request.strategy
        fresh.follows = basket.pk
        request.basket = fresh


def _read_variant(request: ShopRequest, pk: int) -> int:
    """Return the variant that the form chose, or the product that it stands for."""
    return read_key(request.POST.get("variant") or str(pk))


def _refuse(request: ShopRequest, pk: int, words: str) -> HttpResponse:
    """Show the page that the form stood on, with the words; the basket's when that is gone."""
    quantity = request.POST.get("quantity", "")[:20]
    for product_id in (_read_variant(request, pk), read_key(str(pk))):
        page = show_refusal(request, product_id=product_id, words=words, quantity=quantity)
        if page is not None:
            return page
    messages.error(request, words)
    return redirect("basket:summary")
