"""The page of the wish list, and its two changes."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from nomi.platform.keys import read_key
from nomi.platform.own_pages import from_own_pages
from shop.saved import shelf
from shop.storefront.product import find_card


@never_cache
@require_safe
def show_saved(request: HttpRequest) -> HttpResponse:
    """Show the visitor's list, as far as its goods are on show."""
    return render(request, "shop/saved/list.html", {"saved": shelf.show_shelf(request)})


@never_cache
@require_POST
@from_own_pages
def save(request: HttpRequest, product_id: str) -> HttpResponse:
    """Put a product, or the product of a variant, on the visitor's list."""
    card = find_card(product_id=read_key(product_id))
    if card is None:
        raise Http404
    if shelf.keep(request, product_id=card.pk, now=timezone.now()):
        messages.success(request, _("%(title)s is on your wish list.") % {"title": card.title})
    else:
        words = _("Your wish list holds %(most)d products. Take one off first.")
        messages.warning(request, words % {"most": shelf.MOST})
    return redirect("saved")


@never_cache
@require_POST
def drop(request: HttpRequest, product_id: str) -> HttpResponse:
    """Take a product off the visitor's list."""
    shelf.drop(request, product_id=read_key(product_id))
    messages.success(request, _("It is off your wish list."))
    return redirect("saved")
