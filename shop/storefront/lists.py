"""A list of goods with the filters beside it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shop.search.models import ProductCard
from shop.search.prices import BANDS
from shop.search.queries import (
    Listing,
    find_featured,
    find_nearest,
    get_listing,
    get_shelf,
    suggest_text,
)
from shop.search.vocabulary import Category, Vocabulary
from shop.search.wishes import SORTS, Wish, read_wish
from shop.storefront.cards import CardView, show_cards
from shop.storefront.leads import PageLink, link_pages

INSTEAD = 4


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A filter that can be ticked, and how many goods it would leave."""

    value: str
    label: str | Promise
    count: int
    is_ticked: bool


@dataclass(frozen=True, kw_only=True)
class CategoryLink:
    """A category beside the list."""

    label: str
    url: str
    count: int
    depth: int
    is_here: bool


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where in the pages of a list we are, asked the way Django's paginator is."""

    number: int
    num_pages: int

    @property
    def paginator(self) -> "Place":
        """Return what knows the number of pages."""
        return self

    @property
    def has_other_pages(self) -> bool:
        """Return whether there is more than this page."""
        return self.num_pages > 1

    @property
    def has_previous(self) -> bool:
        """Return whether a page comes before."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Return whether a page comes after."""
        return self.number < self.num_pages

    @property
    def previous_page_number(self) -> int:
        """Return the number of the page before."""
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        """Return the number of the page after."""
        return self.number + 1


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """One page of goods, its filters, and the way to other pages."""

    title: str
    intro: str
    wish: Wish
    query: str
    total: int
    cards: list[CardView]
    categories: list[CategoryLink]
    colours: list[Tick]
    sizes: list[Tick]
    bands: list[Tick]
    stock: Tick
    chips: list[tuple[str | Promise, str]]
    sorts: list[tuple[str, str | Promise, bool]]
    place: Place
    trail: list[Category]
    asked: str
    """The words as they were typed, where the list is for others that the catalogue knows."""
    instead: list[CardView]
    """Other goods for a list that stays empty; they have some of the words when `is_near`."""
    is_near: bool
    leads: list[PageLink]
    """Pages that the words lead to."""
    any_price: str
    """The query of the words without the price, where that leaves nothing; "" elsewhere."""
    ways: list[PageLink]
    """Categories and prices to look by, for a list that stays empty."""

    @property
    def is_plain(self) -> bool:
        """Return whether the page is one that search engines should keep."""
        return not (self.wish.text or self.wish.has_filters or self.wish.sort)


def find_category(*, category_id: int) -> Category | None:
    """Return a public category."""
    _version, vocabulary = get_shelf()
    return vocabulary.categories.get(category_id)


def get_list_page(
    *, params: QueryDict, category_id: int | None = None, is_search: bool = False
) -> ListPage:
    """Return the goods the address asks for. Two queries once the process knows the shelves.

    Words that lead nowhere are read as the nearest ones of the catalogue, and the page says so.
    """
    version, vocabulary = get_shelf()
    wish = read_wish(params, vocabulary=vocabulary, category_id=category_id, has_text=is_search)
    listing, near = _find_listing(wish, version)
    category = vocabulary.categories.get(category_id) if category_id else None
    return ListPage(
        title=category.name if category else _("Search") if is_search else _("All goods"),
        intro=category.description if category else "",
        wish=listing.wish,
        query=listing.wish.write_query(),
        total=listing.total,
        cards=show_cards(listing.cards),
        categories=_link_categories(listing, vocabulary, is_search=is_search),
        colours=_tick(vocabulary.colours.items(), listing=listing, facet="colour"),
        sizes=_tick(vocabulary.sizes.items(), listing=listing, facet="size"),
        bands=_tick(
            [(band.key, band.label) for band in wish.shown_bands], listing=listing, facet="price"
        ),
        stock=Tick(
            value="in",
            label=_("In stock only"),
            count=listing.counts["stock"].get("in", 0),
            is_ticked=listing.wish.in_stock,
        ),
        chips=_list_chips(listing.wish, vocabulary),
        sorts=[(key, label, key == listing.wish.sort) for key, label in SORTS.items()],
        place=Place(number=listing.wish.page, num_pages=listing.pages),
        trail=vocabulary.get_trail(category_id)[:-1] if category_id else [],
        asked="" if listing.wish.text == wish.text else wish.text,
        instead=show_cards(near or ([] if listing.total else find_featured(limit=INSTEAD))),
        is_near=bool(near),
        leads=link_pages(listing.leads),
        any_price="" if listing.total else _drop_price(listing.wish),
        ways=[] if listing.total else _list_ways(vocabulary),
    )


def _list_chips(wish: Wish, vocabulary: Vocabulary) -> list[tuple[str | Promise, str]]:
    """Return each filter in force and the query string that takes it away."""
    chips: list[tuple[str | Promise, Wish]] = [
        *(
            (vocabulary.colours[key], replace(wish, colours=_without(wish.colours, key)))
            for key in wish.colours
        ),
        *(
            (vocabulary.sizes[key], replace(wish, sizes=_without(wish.sizes, key)))
            for key in wish.sizes
        ),
        *(
            (band.label, replace(wish, bands=_without(wish.bands, band.key)))
            for band in wish.chosen_bands
        ),
    ]
    if wish.in_stock:
        chips.append((_("In stock only"), replace(wish, in_stock=False)))
    return [(label, left.write_query()) for label, left in chips]


def _drop_price(wish: Wish) -> str:
    return replace(wish, bands=()).write_query() if wish.bands and wish.words else ""


def _without(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    return tuple(each for each in keys if each != key)


def _find_listing(wish: Wish, version: UUID | None) -> tuple[Listing, list[ProductCard]]:
    """Return what the wish leads to; where that is nothing, what the nearest words lead to.

    Where that is no goods either, those with some of the words come beside the empty list.
    """
    listing = get_listing(wish=wish, version=version)
    if listing.total or not wish.words:
        return listing, []
    meant = "" if listing.leads else suggest_text(wish=wish, version=version)
    if meant:
        wish = replace(wish, text=meant)
        nearest = get_listing(wish=wish, version=version)
        if nearest.total:
            return nearest, []
        if nearest.leads:
            listing = nearest
    return listing, find_nearest(words=wish.words, version=version, limit=INSTEAD)


def _tick(
    options: Iterable[tuple[str, str | Promise]], *, listing: Listing, facet: str
) -> list[Tick]:
    """Return the filters that would leave something, and those that are ticked."""
    counts = listing.counts[facet]
    wish = listing.wish
    ticked = {"colour": wish.colours, "size": wish.sizes, "price": wish.bands}[facet]
    return [
        Tick(value=key, label=label, count=counts.get(key, 0), is_ticked=key in ticked)
        for key, label in options
        if key in ticked or counts.get(key)
    ]


def _list_ways(vocabulary: Vocabulary) -> list[PageLink]:
    shop = reverse("catalogue:index")
    return [
        *(PageLink(label=each.name, url=each.url) for each in vocabulary.categories.values()),
        *(PageLink(label=band.label, url=f"{shop}?price={band.key}") for band in BANDS),
    ]


def _link_categories(
    listing: Listing, vocabulary: Vocabulary, *, is_search: bool
) -> list[CategoryLink]:
    counts = listing.counts["category"]
    here = listing.wish.category_id
    open_ids = {category.pk for category in vocabulary.get_trail(here)} if here else set()
    return [
        CategoryLink(
            label=category.name,
            url=_address(category, wish=listing.wish, is_search=is_search),
            count=counts.get(str(category.pk), 0),
            depth=category.depth,
            is_here=category.pk == here,
        )
        for category in vocabulary.categories.values()
        if counts.get(str(category.pk))
        and (category.depth == 1 or category.parent_id in open_ids or is_search)
    ]


def _address(category: Category, *, wish: Wish, is_search: bool) -> str:
    query = replace(wish, category_id=category.pk).write_query()
    if is_search:
        return f"?{query}"
    return f"{category.url}?{query}" if query else category.url
