"""Robots, sitemaps, new goods and the Merchant feed. The same for everybody; nothing changes."""

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.paginator import EmptyPage, PageNotAnInteger
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from nomi.platform.sitemaps import find_section, get_sections
from shop.feeds.merchant.writing import write_feed
from shop.feeds.news import write_news
from shop.search.version import find_version
from shop.shipping.rates import RATES
from shop.storefront.templatetags.storefront import whole
from shop.storefront.views import same_for_all

XML = "application/xml; charset=utf-8"


@same_for_all
def show_robots(request: HttpRequest) -> HttpResponse:
    """Say where the sitemap is, and what is for staff only.

    Pages that ask not to be indexed are not named: who may not read them never sees them ask.
    """
    context = {"closed": ("/admin/", "/dashboard/"), "sitemap": whole(reverse("sitemap"))}
    return render(request, "shop/feeds/robots.txt", context, content_type="text/plain")


@same_for_all
def list_sitemaps(request: HttpRequest) -> HttpResponse:
    """List the sitemaps, each page of each."""
    maps = []
    for name, section in get_sections().items():
        address = whole(reverse("sitemap-section", args=(name,)))
        pages = section().paginator.num_pages
        maps += [
            {"location": address if page == 1 else f"{address}?p={page}"}
            for page in range(1, pages + 1)
        ]
    return render(request, "sitemap_index.xml", {"sitemaps": maps}, content_type=XML)


@same_for_all
def show_sitemap(request: HttpRequest, section: str) -> HttpResponse:
    """Show the addresses of one section, a page at a time."""
    found = find_section(section)
    if found is None:
        raise Http404
    try:
        urls = found().get_urls(page=request.GET.get("p", "1"))
    except (EmptyPage, PageNotAnInteger):
        raise Http404 from None
    return render(request, "sitemap.xml", {"urlset": urls}, content_type=XML)


@same_for_all
def show_news(_request: HttpRequest) -> HttpResponse:
    """Show the goods listed last."""
    return HttpResponse(write_news(), content_type="application/rss+xml; charset=utf-8")


def name_edition(_request: HttpRequest, **_address: Any) -> str | None:
    """Return the mark of the catalogue and of the delivery table. One query."""
    version = find_version()
    if version is None:
        return None
    table = [(zone, rate.code, rate.steps) for zone, rates in RATES.items() for rate in rates]
    facts = (settings.SITE_ADDRESS, settings.SHOP_FREE_SHIPPING_OVER_MINOR, table)
    return f'"{version}-{sha256(repr(facts).encode()).hexdigest()[:16]}"'


@require_safe
@cache_control(public=True, no_cache=True, max_age=0)
@condition(etag_func=name_edition)
def show_merchant_feed(_request: HttpRequest) -> HttpResponseBase:
    """Show all goods in Google's words; unchanged since last time, nothing is read."""
    return StreamingHttpResponse(write_feed(), content_type=XML)
