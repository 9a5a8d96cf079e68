"""What shoppers call the goods, the pages that their words lead to, and the query of both."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from shop.search.models import Synonym
from shop.search.version import remember

WORD = re.compile(r"[\w\u17b4-\u17d3]+")
"""Letters and digits; the vowels and signs of Khmer are neither to Python."""

Phrase = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """What the shop says instead of a phrase, and the pages that the phrase leads to."""

    goods: tuple[Phrase, ...] = ()
    pages: tuple[str, ...] = ()


Synonyms = Mapping[Phrase, Meaning]


def get_synonyms(*, version: UUID | None) -> Synonyms:
    """Return what staff say shoppers mean; one query when the process has not met it yet."""
    return remember(version=version, key="synonyms", make=_read_synonyms)


def read_words(text: str) -> Phrase:
    """Return the words of a text in lower case."""
    return tuple(WORD.findall(text.lower()))


def read_phrases(text: str) -> tuple[Phrase, ...]:
    """Return what stands between the commas, without what holds no word."""
    return tuple(filter(None, map(read_words, text.split(","))))


def find_pages(words: Phrase, *, synonyms: Synonyms) -> tuple[str, ...]:
    """Return the pages that some of the words lead to, each once."""
    meanings = [synonyms.get(phrase, Meaning()) for phrase in _split(words, synonyms)]
    return tuple(dict.fromkeys(page for meaning in meanings for page in meaning.pages))


def write_terms(
    words: Phrase, *, synonyms: Synonyms, weights: str = "", is_begun: bool = True
) -> list[str]:
    """Return a term in PostgreSQL's notation for each word or synonym, of letters and digits.

    The last word may be the beginning of one, unless it is not `is_begun`. With `weights` only
    parts of that weight count.
    """
    terms = []
    left = len(words)
    for phrase in _split(words, synonyms):
        left -= len(phrase)
        own = _join(phrase, weights, is_begun=is_begun and not left)
        meant = synonyms.get(phrase, Meaning()).goods
        terms.append(" | ".join((own, *(_join(each, weights) for each in meant))))
    return [f"({term})" for term in terms]


def _join(phrase: Phrase, weights: str, *, is_begun: bool = False) -> str:
    """Return the query for all words of a phrase."""
    marks = [f"'{word}':{weights}" for word in phrase]
    if is_begun:
        marks[-1] = f"'{phrase[-1]}':*{weights}"
    return " & ".join(mark.removesuffix(":") for mark in marks)


def _split(words: Phrase, synonyms: Synonyms) -> Iterator[Phrase]:
    """Return the words in turn; those that make a synonym together, the longest."""
    while words:
        ends = range(len(words), 1, -1)
        end = next((end for end in ends if words[:end] in synonyms), 1)
        yield words[:end]
        words = words[end:]


def _read_synonyms() -> Synonyms:
    found: dict[Phrase, Meaning] = {}
    for row in Synonym.objects.order_by("pk"):
        for typed in read_phrases(row.typed):
            for phrase in (typed, (*typed[:-1], f"{typed[-1]}s")):
                known = found.get(phrase, Meaning())
                found[phrase] = replace(
                    known,
                    goods=(*known.goods, *read_phrases(row.goods)),
                    pages=(*known.pages, *filter(None, (row.page,))),
                )
    return found
