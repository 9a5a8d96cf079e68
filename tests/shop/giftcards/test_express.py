"""A gift card on the page that is the whole checkout: nothing typed is lost by it."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from oscar.core.loading import get_model

from shop.giftcards.models import GiftCard
from shop.stripe_checkout.models import PaymentAttempt
from tests.failure_cases.shoppers import ADDRESS
from tests.shop.giftcards.acts import buy_card, get_code, read_balance, read_payments
from tests.shop.shopping import make_country, make_product

pytestmark = pytest.mark.django_db
PAGE = "/checkout/express/"
FILLED = {**ADDRESS, "method": "us-standard"}


@pytest.fixture
def shop(client: Client) -> Client:
    cache.clear()
    make_country("US")
    client.post(f"/basket/add/{make_product().pk}/", {"quantity": "1"})
    return client


def _choose(shop: Client, card: GiftCard) -> Any:
    return shop.post(PAGE, {**FILLED, "code": get_code(card), "use_card": "yes"})


def test_a_card_is_chosen_shown_and_pays_with_the_rest_at_stripe(stripe: Any, shop: Client) -> None:
    card = buy_card(stripe, amount_minor=1_500)

    seen = _choose(shop, card)
    words = seen.content.decode()
    [shown] = re.findall(r'name="gift_card_minor" value="([^"]*)"', words)
    answer = shop.post(
        PAGE,
        {
            **FILLED,
            "expected": seen.context["quote"].fingerprint,
            "gift_card_minor": shown,
            "pay": "yes",
        },
    )

    assert ("−$15.00" in words, "1 Test Street" in words) == (True, True)
    assert (answer.status_code, PaymentAttempt.objects.latest("pk").amount_minor) == (303, 895)
    assert (read_balance(card), read_payments()) == (0, [("held", 1_500, 0)])


def test_a_code_typed_and_not_used_is_used_before_anything_is_paid(
    stripe: Any, shop: Client
) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    orders = get_model("order", "Order").objects.count()

    seen = shop.post(PAGE, {**FILLED, "code": get_code(card), "pay": "yes"})

    assert (seen.status_code, seen.context["due_minor"]) == (200, 895)
    assert get_model("order", "Order").objects.count() == orders


def test_a_wrong_code_is_said_and_keeps_what_was_typed(shop: Client) -> None:
    seen = shop.post(PAGE, {**FILLED, "code": "ABCD", "use_card": "yes"})

    words = seen.content.decode()
    assert (seen.status_code, "No gift card in use has this code" in words) == (422, True)
    assert ("1 Test Street" in words, "ABCD" in words) == (True, True)


def test_a_card_taken_off_leaves_the_whole_to_pay(stripe: Any, shop: Client) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    _choose(shop, card)

    seen = shop.post(PAGE, {**FILLED, "take_card_off": "yes"})

    assert (seen.context["gift_card"], seen.context["due_minor"]) == (None, 2_395)


def test_pay_without_having_seen_the_card_asks_again(stripe: Any, shop: Client) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    seen = _choose(shop, card)

    answer = shop.post(
        PAGE, {**FILLED, "expected": seen.context["quote"].fingerprint, "pay": "yes"}
    )

    assert (answer.status_code, answer.context["due_minor"]) == (409, 895)
    assert read_payments() == []
