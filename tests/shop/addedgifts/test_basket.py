"""A gift in the basket: nothing chosen beforehand, bad amounts refused beside the field."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from oscar.core.loading import get_model

from impact.giving.models import Gift
from shop.addedgifts.models import KeptGift
from tests.shop.shopping import make_country, make_product

pytestmark = pytest.mark.django_db
ADD, BASKET = "/basket/gift/", "/basket/"


@pytest.fixture
def shop(client: Client) -> Client:
    cache.clear()
    make_country("US")
    client.post(f"/basket/add/{make_product().pk}/", {"quantity": "1"})
    client.get(BASKET)
    return client


def _add(shop: Client, **given: str) -> Any:
    return shop.post(ADD, {"gift_preset": "2500", **given}, follow=True)


def test_nothing_is_chosen_before_the_shopper_does(shop: Client) -> None:
    page = shop.get(BASKET)

    words = page.content.decode()
    assert ("Add a gift" in words, "checked" in words) == (True, False)
    assert page.context["gift"] is None
    assert page.context["pay_minor"] == page.context["page"].total_minor


def test_a_gift_stands_beside_the_goods_and_changes_none_of_their_figures(shop: Client) -> None:
    before = shop.get(BASKET).context["page"]

    page = _add(shop, gift_purpose="school")

    now = page.context["page"]
    words = page.content.decode()
    assert (now.total_minor, now.ways) == (before.total_minor, before.ways)
    assert (now.missing_for_free_minor, now.share_lines) == (
        before.missing_for_free_minor,
        before.share_lines,
    )
    assert page.context["pay_minor"] == before.total_minor + 2_500
    assert "Gift: Training Fund: School fees" in words


def test_it_is_taken_out_again(shop: Client) -> None:
    _add(shop)

    page = shop.post("/basket/gift/remove/", follow=True)

    assert page.context["gift"] is None
    assert "The gift was taken out." in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("0", "A gift is between $5.00 and $25,000.00."),
        ("4.99", "A gift is between $5.00 and $25,000.00."),
        ("25000.01", "A gift is between $5.00 and $25,000.00."),
        ("-1", "Write an amount in dollars"),
        ("1000000000", "Write an amount in dollars"),
        ("ten", "Write an amount in dollars"),
        ("1,5", "Write an amount in dollars"),
        ("🎁", "Write an amount in dollars"),
        ("\u0661\u0660", "Write an amount in dollars"),
        ("1e3", "Write an amount in dollars"),
        ("9" * 30, "at most 12 characters"),
    ],
)
def test_a_bad_amount_is_refused_in_words_and_kept(shop: Client, typed: str, words: str) -> None:
    page = shop.post(ADD, {"gift_preset": "other", "gift_amount": typed, "gift_name": "Ada"})

    text = page.content.decode()
    assert page.status_code == 422
    assert (words in text, f'value="{typed}"' in text, 'value="Ada"' in text) == (True,) * 3
    assert 'href="#id_gift_amount"' in text
    assert KeptGift.objects.count() == 0


@pytest.mark.parametrize("given", [{}, {"gift_preset": "999"}, {"gift_preset": "\x00"}])
def test_without_an_amount_there_are_words(shop: Client, given: dict[str, str]) -> None:
    page = shop.post(ADD, given)

    assert page.status_code == 422
    assert "Choose an amount, or write your own." in page.content.decode()
    assert KeptGift.objects.count() == 0


@pytest.mark.parametrize("given", [{"gift_purpose": "yacht"}, {"gift_name": "水\U0001f600"}])
def test_an_unknown_purpose_and_an_unprintable_name_are_refused(
    shop: Client, given: dict[str, str]
) -> None:
    page = shop.post(ADD, {"gift_preset": "2500", **given})

    assert page.status_code == 422
    assert KeptGift.objects.count() == 0


def test_an_amount_of_ones_own_is_meant_whatever_is_chosen(shop: Client) -> None:
    page = shop.post(ADD, {"gift_preset": "2500", "gift_amount": "$40.50"}, follow=True)

    assert page.context["gift"].amount_minor == 4_050


def test_htmx_gets_the_part_of_the_page_with_the_words(shop: Client) -> None:
    page = shop.post(ADD, {"gift_amount": "0"}, headers={"HX-Request": "true"})

    assert (page.status_code, b"<html" in page.content) == (422, False)


def test_a_gift_without_goods_leads_to_the_page_for_gifts(shop: Client) -> None:
    _add(shop)
    line = get_model("basket", "Line").objects.get()
    page = shop.post(f"/basket/lines/{line.pk}/remove/", follow=True)

    words = page.content.decode()
    assert ("A gift alone has a page of its own" in words, 'href="/give/"' in words) == (True, True)


def test_while_gifts_are_closed_nobody_is_asked_for_one(shop: Client, settings: Any) -> None:
    _add(shop)
    settings.CHARITY_EIN = ""

    page = shop.get(BASKET)
    shop.post(ADD, {"gift_preset": "2500"})

    assert ("Add a gift" in page.content.decode(), page.context["gift"]) == (False, None)
    assert Gift.objects.count() == 0


def test_a_visitor_without_a_basket_is_not_asked(client: Client) -> None:
    page = client.get(BASKET)

    assert ("Add a gift" in page.content.decode(), page.cookies) == (False, {})
