"""The whole checkout on one page: contact, address, delivery, review, and one button."""

from functools import partial
from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRefresh

from shop.addedgifts.wish import show_gift
from shop.basket.pricing import price_basket
from shop.basket.queries import list_share_lines
from shop.basket.request import ShopRequest
from shop.basket.session import get_own_holds
from shop.checkout.draft import Draft, find_draft, get_form_data, save_draft
from shop.checkout.keeping import keep_address
from shop.checkout.quote import list_quotes
from shop.checkout.sheet import Sheet, open_sheet, read_sheet
from shop.checkout.views.paying import pay
from shop.checkout.views.steps import begin_address, choose_form, has_goods, leave_to_basket
from shop.giftcards.choosing import press_card, show_choice
from shop.giftcards.forms import CodeForm
from shop.shipping.rates import is_collected
from shop.stripe_checkout.queries import is_payment_possible

PAY = "pay"
"""The name of the only button that orders; whatever else sends the form looks at figures."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_express(request: ShopRequest) -> HttpResponse:
    """Show the one page; a POST looks at delivery and total again, or places the order and pays."""
    kind, now = choose_form(request), timezone.now()
    if request.method != "POST":
        draft = find_draft(request, now=now)
        initial = begin_address(request) | (get_form_data(draft) if draft else {})
        return _show(request, open_sheet(kind(initial=initial), draft=draft, now=now))
    sheet = read_sheet(kind, data=request.POST, now=now)
    code_form = press_card(request, orders=PAY in request.POST, now=now)
    if code_form is not None or PAY not in request.POST:
        if not sheet.is_wrong:
            save_draft(request, _read_draft(request, sheet), now=now)
        sheet.forgive_empty()
        return _show(request, sheet, code_form=code_form)
    if sheet.is_wrong or not is_payment_possible():
        return _show(request, sheet)
    return _order(request, sheet)


def _order(request: ShopRequest, sheet: Sheet) -> HttpResponse:
    """Keep what was filled in and order it."""
    draft = _read_draft(request, sheet)
    save_draft(request, draft, now=timezone.now())
    if sheet.contact.cleaned_data.get("keep") and not is_collected(draft.shipping_code):
        keep_address(user_id=request.user.pk, address=draft.address)
    return pay(request, draft, show_again=partial(_render, request, sheet))


def _read_draft(request: ShopRequest, sheet: Sheet) -> Draft:
    """Return the valid sheet as a draft, with the e-mail of a shopper who has an account."""
    return sheet.get_draft(email=getattr(request.user, "email", ""))


def _show(request: ShopRequest, sheet: Sheet, *, code_form: CodeForm | None = None) -> HttpResponse:
    """Show the sheet, or the way back for a visitor who has nothing to order."""
    if not has_goods(request):
        return HttpResponseClientRefresh() if request.htmx else leave_to_basket(request)
    words = code_form.words if code_form else ""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if sheet.is_wrong or words else HTTPStatus.OK
    return _render(request, sheet, error=words, status=status, code_form=code_form)


def _render(
    request: ShopRequest,
    sheet: Sheet,
    *,
    error: str = "",
    status: int = HTTPStatus.OK,
    code_form: CodeForm | None = None,
) -> HttpResponse:
    """Show the page; to htmx the parts of it that depend on the place."""
    priced = price_basket(
        basket=request.basket, user=request.user, own_holds=get_own_holds(request)
    )
    wrap_minor = sheet.present.wrap_price_minor
    quotes = list_quotes(priced=priced, ways=sheet.ways, wrap_minor=wrap_minor)
    quote = next(quote for quote in quotes if quote.rate.code == sheet.chosen)
    now = timezone.now()
    choice = show_choice(request, total_minor=quote.total_minor, form=code_form, now=now)
    context = {
        "sheet": sheet,
        "error": error,
        "quotes": quotes,
        "quote": quote,
        **choice,
        **show_gift(request, due_minor=choice["due_minor"], now=now),
        "is_state_missing": quote.place.country_code == "US" and not quote.place.state,
        "can_pay": is_payment_possible(),
        "share_lines": list_share_lines(priced=priced),
        "is_part": bool(request.htmx),
    }
    if request.htmx:
        # the figures follow what is typed; nobody is interrupted with words about it
        return render(request, "shop/checkout/_express_figures.html", context)
    return render(request, "shop/checkout/express.html", context, status=status)
