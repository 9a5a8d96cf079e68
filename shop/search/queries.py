"""Find the products of one list page and count what each filter would leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import F, Q, QuerySet
from rapidfuzz import fuzz, process

from shop.search.counting import COUNT_SQL, FACETS, Counts, add_up, list_edges
from shop.search.models import ProductCard
from shop.search.prices import Band
from shop.search.synonyms import Synonyms, find_pages, get_synonyms, write_terms
from shop.search.version import find_version, remember
from shop.search.vocabulary import Vocabulary, get_vocabulary, get_words
from shop.search.wishes import Wish

PAGE_SIZE = 24
LIKENESS = 70
MOST_RANKED = 300
IN_NAMES = "AB"
"""The weights of title, kind, category and options; what only a description says has another."""
ORDERS: Mapping[str, tuple[Any, ...]] = {
    "": (F("priority").desc(), F("product_id").desc()),
    "newest": (F("listed_at").desc(), F("product_id").desc()),
    "price": (F("price_from_minor").asc(), F("product_id").desc()),
    "-price": (F("price_from_minor").desc(), F("product_id").desc()),
}

CARD_COLUMNS = ", ".join(
    f"card.{column.column}" for column in ProductCard._meta.fields if column.name != "document"
)
"""What a query written by hand reads of a card; the searched text stays in the database."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One page of products, and what each filter would leave."""

    wish: Wish
    cards: list[ProductCard]
    counts: Counts
    total: int
    pages: int
    leads: tuple[str, ...] = ()
    """Pages of the shop that the words lead to."""


def get_listing(*, wish: Wish, version: UUID | None) -> Listing:
    """Return the page that the wish names, or the last there is. At most two queries.

    One more for words, when the process has not met the synonyms yet.
    """
    synonyms = get_synonyms(version=version) if wish.words else {}
    counts = get_counts(wish=wish, synonyms=synonyms, version=version)
    total = counts["total"].get("", 0)
    pages = max(1, -(-total // PAGE_SIZE))
    wish = wish.with_page(min(wish.page, pages))
    cards: list[ProductCard] = []
    if total:
        start = (wish.page - 1) * PAGE_SIZE
        found = find_cards(wish, synonyms=synonyms, is_broad=total > MOST_RANKED)
        cards = list(found.defer("document")[start : start + PAGE_SIZE])
    leads = find_pages(wish.words, synonyms=synonyms)
    return Listing(wish=wish, cards=cards, counts=counts, total=total, pages=pages, leads=leads)


def find_cards(wish: Wish, *, synonyms: Synonyms, is_broad: bool) -> QuerySet[ProductCard]:
    """Return the cards that fulfil the wish, in its order.

    Words that fit a great many cards tell little between them: then the featured come first, and
    the database stops at the page instead of weighing them all.
    """
    cards = ProductCard.objects.all()
    if wish.category_id is not None:
        cards = cards.filter(category_ids__contains=[wish.category_id])
    if wish.colours:
        cards = cards.filter(colours__overlap=list(wish.colours))
    if wish.sizes:
        cards = cards.filter(sizes__overlap=list(wish.sizes))
    if wish.bands:
        cards = cards.filter(_any_band(wish.chosen_bands))
    if wish.in_stock:
        cards = cards.filter(is_in_stock=True)
    if not wish.text:
        return cards.order_by(*ORDERS[wish.sort])
    sought = make_search_query(wish.words, synonyms=synonyms)
    cards = cards.filter(document=sought)
    if wish.sort or is_broad:
        return cards.order_by(*ORDERS[wish.sort])
    return cards.order_by(SearchRank(F("document"), sought).desc(), *ORDERS[""])


def make_search_query(words: tuple[str, ...], *, synonyms: Synonyms) -> Any:
    """Return the query for all of the words; the last may be the beginning of one.

    The English reading finds "bags" by "bag"; the plain one finds "her", which English drops.
    """
    text = " & ".join(write_terms(words, synonyms=synonyms))
    return SearchQuery(text, config="english", search_type="raw") | SearchQuery(
        text, config="simple", search_type="raw"
    )


def get_counts(*, wish: Wish, synonyms: Synonyms, version: UUID | None) -> Counts:
    """Return how many products each filter leaves, remembered until the catalogue changes."""
    if wish.text and not wish.words:
        return {name: {} for name in FACETS}
    return remember(
        version=version, key=f"counts:{wish.counts_key}", make=lambda: _count(wish, synonyms)
    )


def suggest_text(*, wish: Wish, version: UUID | None) -> str:
    """Return the words as the catalogue spells them, nothing when none is alike."""
    known = get_words(version=version)
    fixed = []
    for word in wish.words:
        if word in known:
            fixed.append(word)
            continue
        best = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=LIKENESS)
        if best is not None:
            fixed.append(best[0])
    suggestion = " ".join(fixed)
    return "" if suggestion == " ".join(wish.words) else suggestion


def get_shelf() -> tuple[UUID | None, Vocabulary]:
    """Return the version shoppers see and its vocabulary. One query when it is known."""
    version = find_version()
    return version, get_vocabulary(version=version)


def find_featured(*, limit: int, kind: str = "") -> list[ProductCard]:
    """Return the cards that stand first, of all kinds or of one."""
    cards = ProductCard.objects.defer("document").order_by(*ORDERS[""])
    return list((cards.filter(kind=kind) if kind else cards)[:limit])


def find_suggested(*, words: tuple[str, ...], synonyms: Synonyms, limit: int) -> list[ProductCard]:
    """Return the first cards whose title, kind, category or options have all of the words.

    The last word may be the beginning of one, and no word is too common: "canvas to" is the
    beginning of "canvas tote". What only a description says is left to the search.
    """
    text = " & ".join(write_terms(words, synonyms=synonyms, weights=IN_NAMES))
    sought = SearchQuery(text, config="simple", search_type="raw")
    cards = ProductCard.objects.defer("document").filter(document=sought)
    return list(cards.order_by(*ORDERS[""])[:limit])


def find_nearest(*, words: tuple[str, ...], version: UUID | None, limit: int) -> list[ProductCard]:
    """Return the cards that have some of the words in title, kind, category or options.

    Those with the most and the weightiest of them come first.
    """
    synonyms = get_synonyms(version=version)
    text = " | ".join(write_terms(words, synonyms=synonyms, weights=IN_NAMES, is_begun=False))
    sought = SearchQuery(text, config="english", search_type="raw")
    cards = ProductCard.objects.defer("document").filter(document=sought)
    return list(cards.order_by(SearchRank(F("document"), sought).desc(), *ORDERS[""])[:limit])


def find_cards_by_product(*, product_ids: list[int]) -> list[ProductCard]:
    """Return the cards of these products, in this order, without those not on show."""
    found = ProductCard.objects.defer("document").in_bulk(product_ids)
    return [found[pk] for pk in product_ids if pk in found]


def _any_band(bands: tuple[Band, ...]) -> Q:
    condition = Q()
    for band in bands:
        upper = Q() if band.below is None else Q(price_from_minor__lt=band.below)
        condition |= Q(price_from_minor__gte=band.least) & upper
    return condition


def _count(wish: Wish, synonyms: Synonyms) -> Counts:
    edges, chosen = list_edges(wish.shown_bands), wish.chosen_bands
    params = {
        "colours": list(wish.colours),
        "sizes": list(wish.sizes),
        "category": wish.category_id,
        "in_stock": wish.in_stock,
        "bands": [at for at, edge in enumerate(edges, 1) if any(b.holds(edge) for b in chosen)],
        "band_edges": edges,
        "text": " & ".join(write_terms(wish.words, synonyms=synonyms)),
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT_SQL[bool(wish.text)], params)
        return add_up(cursor.fetchall(), bands=wish.shown_bands)
