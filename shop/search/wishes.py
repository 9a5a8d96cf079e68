"""What a shopper asked for: words and filters, read from an address and made harmless."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.search.prices import BANDS, BY_KEY, Band, find_band, read_price
from shop.search.synonyms import read_words
from shop.search.vocabulary import Vocabulary

LONGEST_TEXT = 100
MOST_WORDS = 8
LAST_PAGE = 10_000


SORTS: Mapping[str, str | Promise] = {
    "": _("Featured"),
    "newest": _("Newest"),
    "price": _("Price, lowest first"),
    "-price": _("Price, highest first"),
}


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Words and filters of one list page."""

    text: str = ""
    category_id: int | None = None
    colours: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    in_stock: bool = False
    sort: str = ""
    page: int = 1

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words to look for, in lower case."""
        return read_words(self.text)[:MOST_WORDS]

    @property
    def span(self) -> Band | None:
        """Return the band of its own that a price among the words stands for."""
        own = [key for key in self.bands if key not in BY_KEY]
        return find_band(own[0]) if own else None

    @property
    def shown_bands(self) -> tuple[Band, ...]:
        """Return the bands beside the list, that of the words first."""
        return (self.span, *BANDS) if self.span else BANDS

    @property
    def chosen_bands(self) -> tuple[Band, ...]:
        """Return the bands that narrow the list."""
        return tuple(band for band in self.shown_bands if band.key in self.bands)

    @property
    def has_filters(self) -> bool:
        """Return whether anything but words and order narrows the list."""
        return bool(self.colours or self.sizes or self.bands or self.in_stock)

    @property
    def counts_key(self) -> str:
        """Return what the counts of this wish depend on: not on its order or page."""
        narrowed = (self.colours, self.sizes, self.bands, self.in_stock)
        return repr((self.words, self.category_id, *narrowed))

    def write_query(self) -> str:
        """Return the query string without the page; empty for the plain list."""
        pairs = [
            ("q", self.text),
            ("category", str(self.category_id) if self.text and self.category_id else ""),
            *(("colour", colour) for colour in self.colours),
            *(("size", size) for size in self.sizes),
            *(("price", band) for band in self.bands),
            ("stock", "in" if self.in_stock else ""),
            ("sort", self.sort),
        ]
        return urlencode([(name, value) for name, value in pairs if value])

    def with_page(self, page: int) -> "Wish":
        """Return the same wish on another page."""
        return replace(self, page=page)


def read_wish(
    params: QueryDict, *, vocabulary: Vocabulary, category_id: int | None, has_text: bool
) -> Wish:
    """Return what the address asks for. What is unknown in it is ignored.

    With words a category may be asked for too; a list has it in its path instead.
    """
    colours = set(params.getlist("colour")[:50])
    sizes = set(params.getlist("size")[:50])
    text, price = read_text(params.get("q", "")) if has_text else ("", None)
    sort = params.get("sort", "")
    return Wish(
        text=text,
        category_id=_read_category(params, vocabulary) if has_text else category_id,
        colours=tuple(key for key in vocabulary.colours if key in colours),
        sizes=tuple(key for key in vocabulary.sizes if key in sizes),
        bands=_read_bands(params, price),
        in_stock=params.get("stock") == "in",
        sort=sort if sort in SORTS else "",
        page=_read_page(params.get("page", "")),
    )


def read_text(text: Any) -> tuple[str, Band | None]:
    """Return the words as one line, and the price that stands among them."""
    return read_price(clean_text(text))


def clean_text(text: Any) -> str:
    """Return the words as one short line without anything that cannot be shown."""
    line = " ".join(str(text)[: LONGEST_TEXT * 4].split())
    return "".join(letter for letter in line if letter.isprintable())[:LONGEST_TEXT].strip()


def _read_bands(params: QueryDict, price: Band | None) -> tuple[str, ...]:
    """Return the keys of the bands asked for, in the order of the list; of spans the first."""
    found = {band.key: band for band in map(find_band, params.getlist("price")[:50]) if band}
    if price:
        found = {price.key: price} | found
    spans = [key for key in found if key not in BY_KEY][:1]
    return (*spans, *(key for key in BY_KEY if key in found))


def _read_category(params: QueryDict, vocabulary: Vocabulary) -> int | None:
    asked = params.get("category", "")
    return next((pk for pk in vocabulary.categories if str(pk) == asked), None)


def _read_page(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > len(str(LAST_PAGE)):
        return LAST_PAGE if text.isascii() and text.isdigit() else 1
    return min(max(int(text), 1), LAST_PAGE)
