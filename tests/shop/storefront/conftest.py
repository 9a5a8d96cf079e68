"""What the tests of kept pages begin with."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from tests.shop.goods import Family, make_category, make_family


@pytest.fixture
def kept(settings: Any) -> Iterator[None]:
    """Keep pages, and begin and end without any."""
    settings.KEPT_PAGE_SECONDS = 60
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def family() -> Family:
    """Return a tote of two colours in a category."""
    return make_family(category=make_category("Bags"), marks={"natural": 9, "navy": 9})
