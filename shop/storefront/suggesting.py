"""What a search field offers while somebody types."""

from dataclasses import dataclass

from django.urls import reverse

from shop.search.models import ProductCard
from shop.search.queries import find_suggested, get_shelf, suggest_text
from shop.search.synonyms import Synonyms, find_pages, get_synonyms
from shop.search.vocabulary import Category
from shop.search.wishes import Wish, read_text
from shop.storefront.cards import CardView, show_cards
from shop.storefront.leads import PageLink, link_pages

MOST_GOODS, MOST_CATEGORIES = 5, 2
SHORTEST_TEXT = 2


@dataclass(frozen=True, kw_only=True)
class Offered:
    """Categories and goods that begin as the words do, and where all of them are."""

    text: str
    pages: list[PageLink]
    categories: list[Category]
    cards: list[CardView]
    address: str

    @property
    def count(self) -> int:
        """Return how many entries there are to choose from, the way to all goods not counted."""
        return len(self.pages) + len(self.categories) + len(self.cards)


def suggest(text: str) -> Offered | None:
    """Return what fits, with other spelling where nothing does; None for too few letters.

    Two queries once the process knows shelves and synonyms, one more for words nobody spells so.
    """
    words, price = read_text(text)
    bands = (price.key,) if price else ()
    wish = Wish(text=words)
    if len("".join(wish.words)) < SHORTEST_TEXT:
        return None
    version, vocabulary = get_shelf()
    synonyms = get_synonyms(version=version)
    cards, pages = _find(wish, synonyms)
    if not (cards or pages) and (meant := suggest_text(wish=wish, version=version)):
        wish = Wish(text=meant)
        cards, pages = _find(wish, synonyms)
    categories = [
        category for category in vocabulary.categories.values() if _begins(category.name, wish)
    ]
    return Offered(
        text=wish.text,
        pages=link_pages(pages),
        categories=categories[:MOST_CATEGORIES],
        cards=show_cards(cards),
        address=f"{reverse('search:search')}?{Wish(text=wish.text, bands=bands).write_query()}",
    )


def _find(wish: Wish, synonyms: Synonyms) -> tuple[list[ProductCard], tuple[str, ...]]:
    """Return the goods, and the pages by their words, that the letters lead to."""
    cards = find_suggested(words=wish.words, synonyms=synonyms, limit=MOST_GOODS)
    return cards, find_pages(wish.words, synonyms=synonyms)


def _begins(name: str, wish: Wish) -> bool:
    """Return whether every word begins a word of the name."""
    parts = name.lower().split()
    return all(any(part.startswith(word) for part in parts) for word in wish.words)
