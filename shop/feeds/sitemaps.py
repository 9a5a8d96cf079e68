"""The addresses that search engines should know: nothing private, nothing that asks for noindex."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from shop.content.models import PageVersion
from shop.content.queries import list_shown
from shop.search.models import ProductCard
from shop.search.queries import get_shelf
from shop.search.vocabulary import Category

FIXED = (
    *("home", "catalogue:index", "contact"),
    *("impact:home", "impact:how-it-works", "impact:verify"),
)


class OwnSitemap(Sitemap):  # type: ignore[type-arg] # Django has no such argument
    """Addresses under the one name of the shop, whatever host was asked."""

    limit = 5_000

    def get_protocol(self, _protocol: str | None = None) -> str:
        """Return the shop's own scheme."""
        return urlsplit(settings.SITE_ADDRESS).scheme

    def get_domain(self, _site: Any = None) -> str:
        """Return the shop's own host."""
        return urlsplit(settings.SITE_ADDRESS).netloc


class FixedSitemap(OwnSitemap):
    """Pages that are always there."""

    def items(self) -> list[str]:
        """Return their names."""
        return list(FIXED)

    def location(self, item: str) -> str:
        """Return the address."""
        return reverse(item)


class PagesSitemap(OwnSitemap):
    """The shop's own pages."""

    def items(self) -> list[PageVersion]:
        """Return what is shown."""
        return list_shown()

    def location(self, item: PageVersion) -> str:
        """Return the address."""
        return reverse("content-page", args=(item.page.slug,))

    def lastmod(self, item: PageVersion) -> datetime:
        """Return since when the page says what it says."""
        return item.saved_at


class CategoriesSitemap(OwnSitemap):
    """Public categories."""

    def items(self) -> list[Category]:
        """Return them in the order of the tree."""
        _version, vocabulary = get_shelf()
        return list(vocabulary.categories.values())

    def location(self, item: Category) -> str:
        """Return the address."""
        return item.url


class GoodsSitemap(OwnSitemap):
    """Goods on show; a variant's address is its product's."""

    def items(self) -> Any:
        """Return key, slug and the day of the last change; read a page at a time."""
        cards = ProductCard.objects.order_by("pk")
        return cards.values_list("pk", "slug", "product__date_updated")

    def location(self, item: tuple[int, str, datetime]) -> str:
        """Return the address."""
        return reverse("catalogue:detail", args=(item[1], item[0]))

    def lastmod(self, item: tuple[int, str, datetime]) -> datetime:
        """Return when its words were last changed."""
        return item[2]


SECTIONS: dict[str, type[OwnSitemap]] = {
    "fixed": FixedSitemap,
    "pages": PagesSitemap,
    "categories": CategoriesSitemap,
    "goods": GoodsSitemap,
}
