"""A misspelt class in a fork is silently Oscar's own, so each is asked for by name."""

import re

import pytest
from oscar.core.loading import get_class, get_model

from shop.order.numbers import make_order_number


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("order.utils", "OrderNumberGenerator"),
        ("order.utils", "OrderCreator"),
        ("shipping.repository", "Repository"),
        ("shipping.methods", "TableMethod"),
        ("basket.middleware", "BasketMiddleware"),
    ],
)
def test_oscar_finds_our_class(module: str, name: str) -> None:
    assert get_class(module, name).__module__ == f"shop.{module}"


@pytest.mark.parametrize("name", ["Basket", "Line"])
def test_oscar_finds_our_basket(name: str) -> None:
    assert get_model("basket", name).__module__ == "shop.basket.models"


def test_oscars_own_creator_is_closed() -> None:
    with pytest.raises(NotImplementedError):
        get_class("order.utils", "OrderCreator")().place_order(None, None, None, None)


def test_order_numbers_are_short_random_and_without_arithmetic() -> None:
    numbers = {make_order_number() for _ in range(2000)}

    assert len(numbers) == 2000
    assert all(
        re.fullmatch(r"[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{2}", n)
        for n in numbers
    )
    assert len({number[0] for number in numbers}) > 20
