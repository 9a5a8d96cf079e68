"""Looking at pages that are kept."""

from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from tests.shop.goods import Family


def find(family: Family) -> str:
    return reverse("catalogue:detail", args=(family.parent.slug, family.parent.pk))


def list_pages(family: Family) -> list[str]:
    category = get_model("catalogue", "Category").objects.get().get_absolute_url()
    return ["/", "/shop/", category, find(family), "/search/?q=tote"]


def count_entries() -> int:
    """Return how many things stand in the cache."""
    client = cache._cache.get_client()  # type: ignore[attr-defined]
    return int(client.dbsize())


def read(address: str, client: Client | None = None) -> bytes:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200
    return bytes(answer.content)
