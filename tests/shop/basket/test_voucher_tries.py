"""Voucher codes cannot be guessed by trying, and nobody is kept from a code by a guesser."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from oscar.core.loading import get_model

from tests.shop.shopping import make_product, make_voucher

pytestmark = pytest.mark.django_db
FIELD = 'value="GUESS"'


@pytest.fixture(autouse=True)
def _count_anew() -> None:
    cache.clear()
    make_voucher(code="TEN")


def take_basket(network: str) -> Client:
    """Return a new browser with something in its basket."""
    client = Client(REMOTE_ADDR=network)
    client.post(f"/basket/add/{make_product().pk}/", {"quantity": "1"})
    return client


def try_code(client: Client, code: str, **headers: str) -> Any:
    return client.post("/basket/vouchers/", {"code": code}, headers=headers)


def count_attached() -> int:
    vouchers: int = get_model("basket", "Basket").vouchers.through.objects.count()
    return vouchers


def test_guessing_on_one_basket_ends_in_words_that_keep_the_code(settings: Any) -> None:
    settings.SHOP_VOUCHER_TRIES_PER_HOUR = 2
    client = take_basket("192.0.2.1")

    answers = [try_code(client, "GUESS") for _ in range(3)]
    right = try_code(client, "TEN")

    assert [answer.status_code for answer in (*answers, right)] == [422, 422, 429, 429]
    assert "Too many codes were tried. Wait 60 minutes" in answers[2].content.decode()
    assert FIELD in answers[2].content.decode()
    assert count_attached() == 0


def test_new_baskets_do_not_help_a_guesser(settings: Any) -> None:
    settings.SHOP_WRONG_VOUCHERS_PER_HOUR = 3

    answers = [
        try_code(take_basket("192.0.2.1"), "GUESS", **{"X-Forwarded-For": f"198.51.100.{number}"})
        for number in range(4)
    ]
    elsewhere = try_code(take_basket("192.0.2.2"), "TEN")

    assert [answer.status_code for answer in answers] == [422, 422, 422, 429]
    assert elsewhere.status_code == 302
    assert count_attached() == 1


def test_office_behind_one_address_uses_its_codes(settings: Any) -> None:
    settings.SHOP_WRONG_VOUCHERS_PER_HOUR = 1

    answers = [try_code(take_basket("192.0.2.1"), "TEN") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [302, 302, 302]


def test_proxy_of_ours_is_believed_and_tells_visitors_apart(settings: Any) -> None:
    settings.SHOP_WRONG_VOUCHERS_PER_HOUR = 1
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client = take_basket("10.0.0.1")

    answers = [
        try_code(client, "GUESS", **{"X-Forwarded-For": f"203.0.113.9, 198.51.100.{number}"})
        for number in (1, 1, 2)
    ]

    assert [answer.status_code for answer in answers] == [422, 429, 422]
