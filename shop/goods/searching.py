"""Find products for staff: by words of the title, by UPC, by SKU, among many thousands."""

import re
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from shop.search.models import ProductCard

WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 8
MOST_CODES = 1_000


def find_goods(products: QuerySet[Any], *, term: str) -> QuerySet[Any]:
    """Return the products among these that the words name, or whose UPC or SKU begins so.

    Words begin words of the title. Those of products on show stand in the index of the cards; what
    is not on show is few, and read. A product is found with its variants.
    """
    term = term.strip()
    words = WORD.findall(term)[:MOST_WORDS]
    if not words:
        return products.none()
    shown = ProductCard.objects.filter(document=_write_query(words)).values_list("product_id")
    others = _find_others(term, words=words)
    keys = _list_keys(others.union(shown.order_by()))
    if len(keys) <= MOST_CODES:
        return products.filter(_begins("upc", term) | Q(pk__in=keys) | Q(parent_id__in=keys))
    keys = _list_keys(others)[:MOST_CODES]
    families: QuerySet[Any] = products.alias(family=Coalesce("parent_id", "pk"))
    return families.filter(
        _begins("upc", term) | Q(family__in=shown) | Q(pk__in=keys) | Q(parent_id__in=keys)
    )


def _write_query(words: list[str]) -> SearchQuery:
    """Return the query for words of a title, a kind, a category or an option, each begun."""
    beginnings = " & ".join(f"{word.lower()}:*AB" for word in words)
    return SearchQuery(beginnings, config="simple", search_type="raw")


def _begins(column: str, term: str) -> Q:
    """Return that a code begins so, as it was typed or in capitals: both can use its index."""
    return Q(**{f"{column}__startswith": term}) | Q(**{f"{column}__startswith": term.upper()})


def _find_others(term: str, *, words: list[str]) -> QuerySet[Any]:
    """Return the products by the beginning of their SKU, and those that no card shows by title."""
    records = get_model("partner", "StockRecord").objects.filter(_begins("partner_sku", term))
    hidden = get_model("catalogue", "Product").objects.filter(parent=None, card=None)
    for word in words:
        hidden = hidden.filter(title__icontains=word)
    others: QuerySet[Any] = records.order_by().values_list("product_id")
    return others.union(hidden.order_by().values_list("pk"))


def _list_keys(found: QuerySet[Any]) -> list[int]:
    """Return the products' keys; one more than MOST_CODES tells that a list is of no use."""
    return [key for (key,) in found[: MOST_CODES + 1]]
