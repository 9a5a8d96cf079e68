"""The catalogue's own words: its categories, its colours and sizes, and what its titles say."""

import re
from dataclasses import dataclass, field
from uuid import UUID

from django.urls import reverse
from oscar.core.loading import get_model

from shop.search.models import ProductCard
from shop.search.synonyms import get_synonyms
from shop.search.version import remember

SHORTEST_WORD = 3
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, kw_only=True)
class Category:
    """A public category and its place in the tree."""

    pk: int
    name: str
    description: str
    slug: str
    depth: int
    parent_id: int | None

    @property
    def url(self) -> str:
        """Return the address of its page."""
        return reverse("catalogue:category", kwargs={"category_slug": self.slug, "pk": self.pk})


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """Categories by id in the order of the tree; colours and sizes by key, as they are written."""

    categories: dict[int, Category] = field(default_factory=dict)
    colours: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, str] = field(default_factory=dict)

    def get_trail(self, category_id: int) -> list[Category]:
        """Return the category and those above it, the highest first."""
        trail: list[Category] = []
        at = self.categories.get(category_id)
        while at is not None:
            trail.insert(0, at)
            at = self.categories.get(at.parent_id) if at.parent_id else None
        return trail

    def find_deepest(self, category_ids: list[int]) -> Category | None:
        """Return the most particular of these categories."""
        known = [self.categories[pk] for pk in category_ids if pk in self.categories]
        return max(known, key=lambda category: category.depth, default=None)


def get_vocabulary(*, version: UUID | None) -> Vocabulary:
    """Return the vocabulary of this version; two queries when the process has not met it yet."""
    return remember(version=version, key="vocabulary", make=_read_vocabulary)


def get_words(*, version: UUID | None) -> frozenset[str]:
    """Return every word of titles, categories, classes, colours and synonyms, in lower case."""
    return remember(version=version, key="words", make=lambda: _read_words(version))


def make_option_key(*, code: str | None, attribute: str, option: str) -> str:
    """Return the key of an option as addresses use it: `colour-navy` is `navy`.

    The database function `shop_search_option_key` follows the same rule.
    """
    if code and code.startswith(f"{attribute}-"):
        return code[len(attribute) + 1 :]
    return re.sub(r"[\W_]+", "-", option).lower()


def _read_vocabulary() -> Vocabulary:
    options: dict[str, dict[str, str]] = {"colour": {}, "size": {}}
    rows = (
        get_model("catalogue", "AttributeOption")
        .objects.filter(group__product_attributes__code__in=options)
        .order_by("pk")
        .distinct()
        .values_list("code", "option", "group__product_attributes__code")
    )
    for code, option, attribute in rows:
        key = make_option_key(code=code, attribute=attribute, option=option)
        options[attribute][key] = option
    return Vocabulary(
        categories=_read_categories(), colours=options["colour"], sizes=options["size"]
    )


def _read_categories() -> dict[int, Category]:
    found: dict[str, Category] = {}
    rows = (
        get_model("catalogue", "Category")
        .objects.filter(is_public=True, ancestors_are_public=True)
        .order_by("path")
        .values_list("pk", "path", "depth", "name", "slug", "description")
    )
    for pk, path, depth, name, slug, description in rows:
        above = found.get(path[: len(path) // depth * (depth - 1)]) if depth > 1 else None
        found[path] = Category(
            pk=pk,
            name=name,
            description=description,
            slug=f"{above.slug}/{slug}" if above else slug,
            depth=depth,
            parent_id=above.pk if above else None,
        )
    return {category.pk: category for category in found.values()}


def _read_words(version: UUID | None) -> frozenset[str]:
    vocabulary = get_vocabulary(version=version)
    texts = [
        *ProductCard.objects.values_list("title", flat=True),
        *ProductCard.objects.order_by().values_list("kind", flat=True).distinct(),
        *(category.name for category in vocabulary.categories.values()),
        *vocabulary.colours.values(),
    ]
    words = {word for text in texts for word in WORD.findall(text.lower())}
    words.update(word for phrase in get_synonyms(version=version) for word in phrase)
    return frozenset(word for word in words if len(word) >= SHORTEST_WORD)
