"""Home, lists, search and the product page. Nothing here changes anything."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from nomi.platform.kept_pages import Shelf, kept_for_all
from shop.storefront import errors, facts, home, lists, neighbours, product, suggesting

View = Callable[..., HttpResponse]

GOODS = Shelf(name="goods", places=8_192)
LISTS = Shelf(name="lists", places=4_096)
SEARCHES = Shelf(name="searches", places=1_024)
FILTERS = ("colour", "size", "price", "stock", "sort", "page")


def same_for_all(view: View) -> View:
    """Let proxies keep the page: it holds nothing personal, and asks whether it is still true."""
    kept: View = cache_control(public=True, no_cache=True, max_age=0)(view)
    checked: View = conditional_page(kept)
    return require_safe(checked)


@kept_for_all(shelf=LISTS)
def show_home(request: HttpRequest) -> HttpResponse:
    """Show the tote, the goods that stand first, and how the share works."""
    page = home.get_home_page(on=timezone.localdate())
    context = {"page": page, "facts": (facts.describe_seller(),)}
    return render(request, "shop/storefront/home.html", context)


@kept_for_all(shelf=LISTS, knows=FILTERS)
def show_shop(request: HttpRequest) -> HttpResponse:
    """Show all goods, filtered and sorted as the address says."""
    page = lists.get_list_page(params=request.GET)
    context = {"page": page, "address": _name_page(request, page)}
    return render(request, "shop/storefront/list.html", context)


@kept_for_all(shelf=LISTS, knows=FILTERS)
def show_category(request: HttpRequest, category_slug: str, pk: str) -> HttpResponse:
    """Show the goods of a category."""
    category = lists.find_category(category_id=int(pk))
    if category is None:
        raise Http404
    if category.slug != category_slug:
        return _lead_on(request, category.url)
    page = lists.get_list_page(params=request.GET, category_id=category.pk)
    context = {
        "page": page,
        "address": _name_page(request, page),
        "facts": (facts.describe_shelf(above=page.trail, here=category),),
    }
    return render(request, "shop/storefront/list.html", context)


@kept_for_all(shelf=SEARCHES, knows=("q", "category", *FILTERS))
def search(request: HttpRequest) -> HttpResponse:
    """Show the goods that words lead to."""
    page = lists.get_list_page(params=request.GET, is_search=True)
    return render(request, "shop/storefront/search.html", {"page": page})


@same_for_all
def suggest(request: HttpRequest) -> HttpResponse:
    """Show what fits the letters typed so far; nothing for too few of them."""
    offered = suggesting.suggest(request.GET.get("q", ""))
    if offered is None:
        return HttpResponse()
    return render(request, "shop/storefront/_suggestions.html", {"offered": offered})


@kept_for_all(shelf=GOODS, knows=("colour", "size"))
def show_product(request: HttpRequest, product_slug: str, pk: str) -> HttpResponse:
    """Show a product; a variant's own address shows its product with the variant chosen."""
    card = product.find_card(product_id=int(pk))
    if card is None:
        if not product.is_withdrawn(product_id=int(pk)):
            raise Http404
        gone = "shop/storefront/gone.html"
        return render(request, gone, {"cards": errors.list_goods()}, status=HTTPStatus.GONE)
    if card.slug != product_slug:
        return _lead_on(request, reverse("catalogue:detail", args=(card.slug, pk)))
    shown = product.get_product_page(
        card=card,
        asked_id=int(pk),
        colour=request.GET.get("colour", ""),
        size=request.GET.get("size", ""),
        on=timezone.localdate(),
    )
    context = {
        "page": shown,
        "facts": (facts.describe_product(shown), facts.describe_trail(shown)),
    }
    return render(request, "shop/storefront/product.html", context)


@same_for_all
def show_seen(request: HttpRequest) -> HttpResponse:
    """Show the goods that the address names, as a part of a page; 204 when none is on show."""
    cards = neighbours.find_seen(neighbours.read_seen(request.GET))
    if not cards:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return render(request, "shop/storefront/_seen.html", {"cards": cards})


@require_safe
def lead_to_shop(_request: HttpRequest, **_address: str) -> HttpResponse:
    """Lead from an address that Oscar's models name, and that has no page, to all goods."""
    return redirect("catalogue:index")


def _name_page(request: HttpRequest, page: lists.ListPage) -> str:
    """Return the one address of a page of a list, however it was asked for."""
    number = page.place.number
    return f"{request.path}?page={number}" if number > 1 else request.path


def _lead_on(request: HttpRequest, address: str) -> HttpResponse:
    """Lead for good to the address that is right, keeping what was asked."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{address}?{query}" if query else address, permanent=True)
