"""What a process remembers of the catalogue, under the catalogue's version."""

from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from django.core.cache import caches

from shop.search.models import CatalogueVersion

Thing = TypeVar("Thing")
KEEP_SECONDS = 3600


def find_version() -> UUID | None:
    """Return the mark of what shoppers see now, None before anything was put up. One query."""
    return CatalogueVersion.objects.values_list("mark", flat=True).first()


def remember(*, version: UUID | None, key: str, make: Callable[[], Thing]) -> Thing:
    """Return what was made under this version, or make it. Without a version nothing is kept."""
    if version is None:
        return make()
    shelf = caches["catalogue"]
    name = f"{version}:{sha256(key.encode()).hexdigest()}"
    kept: Thing | None = shelf.get(name)
    if kept is not None:
        return kept
    made = make()
    shelf.set(name, made, KEEP_SECONDS)
    return made
