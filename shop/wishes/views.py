"""Ask for a mail when goods are back, and be forgotten."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from nomi.platform.limits import say_wait
from nomi.platform.private_pages import private_page
from nomi.platform.tokens.queries import find_reference
from nomi.platform.visitors import find_network
from shop.wishes import services
from shop.wishes.forms import WishForm
from shop.wishes.queries import find_product, is_sold_out
from shop.wishes.throttle import count_wish

ASKED = "asked"
"""Stands in the address of the page once a wish is kept; the words themselves are a message."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, product_id: int) -> HttpResponse:
    """Ask where the one mail goes; on POST keep the wish, or say on the same page why not."""
    product = find_product(product_id=product_id)
    if product is None:
        raise Http404
    user: Any = request.user
    email = user.email if user.is_authenticated else ""
    form = WishForm(request.POST if request.method == "POST" else None, initial={"email": email})
    status = HTTPStatus.OK
    if request.method == "POST":
        status = _keep(request, product, form)
        if status == HTTPStatus.FOUND:
            # the product's own page is the same for everybody and shows no message
            return redirect(f"{request.path}?{ASKED}")
    context = {
        "form": form,
        "product": product,
        "is_sold_out": is_sold_out(product),
        "is_asked": ASKED in request.GET,
    }
    return render(request, "shop/wishes/ask.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def forget(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to forget the address behind the link; on POST forget it."""
    key = find_reference(purpose=services.PURPOSE, token=token, now=timezone.now())
    if key is None:
        raise Http404
    is_done = request.method == "POST"
    if is_done:
        services.forget_address(email_key=key)
    return render(request, "shop/wishes/forget.html", {"is_done": is_done})


def _keep(request: HttpRequest, product: Any, form: WishForm) -> HTTPStatus:
    """Keep the wish; when it may not be kept, put the words into the form."""
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    wait = count_wish(network=find_network(request))
    if wait:
        words = _("Too many mails were asked for from here. %(wait)s, then try again.")
        form.add_error(None, words % {"wait": say_wait(wait)})
        return HTTPStatus.TOO_MANY_REQUESTS
    email = form.cleaned_data["email"]
    try:
        services.ask_for(product_id=product.pk, email=email, user=request.user, now=timezone.now())
    except services.WishRefused as refusal:
        form.add_error(None, str(refusal))
        return HTTPStatus.UNPROCESSABLE_ENTITY
    words = _("We write to %(email)s once when %(title)s is back.")
    messages.success(request, words % {"email": email, "title": product.get_title()})
    return HTTPStatus.FOUND
