"""The addresses that search engines should know: nothing private, nothing that asks for noindex."""

from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, F, Func, Max
from django.urls import reverse

from nomi.platform.sitemaps import OwnSitemap
from shop.content.models import PageVersion
from shop.content.queries import list_shown
from shop.search.models import ProductCard
from shop.search.queries import get_shelf
from shop.search.vocabulary import Category

FIXED = ("home", "catalogue:index", "gift-card", "contact")


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

    def items(self) -> list[tuple[Category, datetime | None]]:
        """Return them in the order of the tree, each with the last change of its goods."""
        _version, vocabulary = get_shelf()
        days = _find_last_changes()
        return [(each, days.get(each.pk)) for each in vocabulary.categories.values()]

    def location(self, item: tuple[Category, datetime | None]) -> str:
        """Return the address."""
        return item[0].url

    def lastmod(self, item: tuple[Category, datetime | None]) -> datetime | None:
        """Return when goods in it last changed, None while it is empty."""
        return item[1]


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


def _find_last_changes() -> dict[int, datetime]:
    """Return the last change of goods on show by category. One query."""
    each = Func(F("category_ids"), function="unnest", output_field=BigIntegerField())
    rows = ProductCard.objects.order_by().annotate(category=each).values("category")
    return dict(rows.annotate(at=Max("product__date_updated")).values_list("category", "at"))


SECTIONS: dict[str, type[OwnSitemap]] = {
    "fixed": FixedSitemap,
    "pages": PagesSitemap,
    "categories": CategoriesSitemap,
    "goods": GoodsSitemap,
}
