"""Pages of the shop that a shopper's words lead to."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from shop.search.models import Synonym


@dataclass(frozen=True, kw_only=True)
class PageLink:
    """A page of the shop by its name."""

    label: str | Promise
    url: str


def link_pages(words: Iterable[str]) -> list[PageLink]:
    """Return the pages that stand at these words, whichever room shows them."""
    return [
        PageLink(label=Synonym.Page(word).label, url=reverse("content-page", args=(word,)))
        for word in words
    ]
