"""The pages: buy a card, look what is left, pay with one; wrong codes are all alike."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from shop.giftcards.codes import group_code
from shop.giftcards.models import GiftCard, KeptCard
from shop.giftcards.services import caring
from shop.order.links import get_order_path, get_order_token
from shop.stripe_checkout.models import PaymentAttempt
from tests.failure_cases.shoppers import Browser
from tests.shop.giftcards.acts import buy_card, get_code, read_balance, read_payments
from tests.shop.shopping import count_everything, make_country, make_product

pytestmark = pytest.mark.django_db
NO_CARD = "No gift card in use has this code."


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def _fill_in(**other: str) -> dict[str, str]:
    return {
        "amount": "25",
        "other": "",
        "buyer_email": "buyer@example.org",
        "recipient_email": "friend@example.org",
        "sender_name": "Ada",
        "message": "For you",
        "key": str(uuid4()),
        **other,
    }


def test_a_buyer_is_led_to_stripe_and_thanked_with_the_code(stripe: Any, client: Client) -> None:
    assert client.get("/gift-card/").status_code == 200
    answer = client.post("/gift-card/", _fill_in())
    attempt = PaymentAttempt.objects.get()
    stripe.pay(attempt.session_id)

    thanks = client.get(_find_return_path(attempt), follow=True)

    card = GiftCard.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, attempt.url)
    assert (card.state, card.balance_minor) == ("active", 2_500)
    assert group_code(get_code(card)) in thanks.content.decode()
    page = client.get(get_order_path(order=card.order))
    assert group_code(get_code(card)) in page.content.decode()
    assert "Sales tax" not in page.content.decode()


def _find_return_path(attempt: PaymentAttempt) -> str:
    return reverse("stripe-return", kwargs={"token": get_order_token(order=attempt.order)})


def test_pressed_twice_it_is_one_order_and_other_words_are_another(
    stripe: Any, client: Client
) -> None:
    form = _fill_in()

    first, second = client.post("/gift-card/", form), client.post("/gift-card/", form)
    client.post("/gift-card/", {**form, "amount": "100"})

    assert first["Location"] == second["Location"]
    amounts = GiftCard.objects.order_by("pk").values_list("initial_minor", flat=True)
    assert list(amounts) == [2_500, 10_000]


@pytest.mark.parametrize("chosen", ["50", "other", ""])
def test_an_amount_of_her_own_counts_whatever_is_chosen_above(
    stripe: Any, client: Client, chosen: str
) -> None:
    answer = client.post("/gift-card/", _fill_in(amount=chosen, other="$75"))

    assert answer.status_code == 303
    assert GiftCard.objects.get().initial_minor == 7_500


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"amount": "25", "other": "9.99"}, "A gift card is worth $10 to $500."),
        ({"amount": "other", "other": "9.99"}, "A gift card is worth $10 to $500."),
        ({"amount": "other", "other": "ten"}, "Write an amount like 12.50"),
        ({"amount": "other"}, "Please fill this in."),
        ({"amount": "1"}, "Select a valid choice"),
        ({"buyer_email": ""}, "Please fill this in."),
        ({"recipient_email": "nobody"}, "Enter a valid email address."),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(
    client: Client, other: dict[str, str], words: str
) -> None:
    answer = client.post("/gift-card/", _fill_in(**other))

    page = answer.content.decode()
    assert (answer.status_code, words in page, "For you" in page) == (422, True, True)
    assert GiftCard.objects.count() == 0


def test_stripe_away_is_said_in_words_and_the_same_form_goes_on(
    stripe: Any, client: Client
) -> None:
    form = _fill_in()
    stripe.faults.set("500", path="/v1/checkout/sessions", times=9)

    away = client.post("/gift-card/", form)
    stripe.faults.clear()
    again = client.post("/gift-card/", form)

    assert (away.status_code, again.status_code) == (503, 303)
    assert "Nothing was paid" in away.content.decode()
    assert get_model("order", "Order").objects.count() == 1


def test_the_balance_is_shown_to_whoever_has_the_code(stripe: Any, client: Client) -> None:
    card = buy_card(stripe)

    page = client.post("/gift-card/balance/", {"code": group_code(get_code(card)).lower()})

    assert (page.status_code, "holds $50.00" in page.content.decode()) == (200, True)


def test_wrong_void_and_unreadable_codes_get_the_same_answer(
    stripe: Any, client: Client, admin_user: Any
) -> None:
    card = buy_card(stripe)
    void = get_code(card)
    caring.void_card(card_id=card.pk, reason="Stolen mail", by=admin_user, now=timezone.now())

    pages = [
        client.post("/gift-card/balance/", {"code": code})
        for code in (void, "ABCDABCDABCDABCD", "hello", "' OR 1=1 --")
    ]

    assert [(page.status_code, NO_CARD in page.content.decode()) for page in pages] == [
        (422, True)
    ] * 4


def test_codes_cannot_be_tried_by_the_hundred(client: Client, settings: Any) -> None:
    settings.SHOP_GIFT_CARD_TRIES_PER_HOUR = 3

    answers = [
        client.post(
            "/gift-card/balance/", {"code": "ABCDABCDABCDABC" + sign}, REMOTE_ADDR="203.0.113.9"
        ).status_code
        for sign in "01234"
    ]

    assert answers == [422, 422, 422, 429, 429]


def _go_to_review(browser: Browser, card: GiftCard) -> str:
    browser.add(make_product())
    fingerprint = browser.go_to_review()
    browser.post("/checkout/review/", {"code": get_code(card), "use_card": "yes"})
    return fingerprint


def test_a_shopper_types_the_code_sees_the_rest_and_pays_it(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    make_country("US")
    browser = Browser()
    fingerprint = _go_to_review(browser, card)

    page = browser.get("/checkout/review/")
    [shown] = re.findall(r'name="gift_card_minor" value="([^"]*)"', page.content.decode())
    answer = browser.post("/checkout/review/", {"expected": fingerprint, "gift_card_minor": shown})

    words = page.content.decode()
    assert ("−$15.00" in words, page.context["due_minor"], "Pay $8.95" in words) == (
        True,
        895,
        True,
    )
    assert get_code(card) not in words
    attempt = PaymentAttempt.objects.get(amount_minor=895)
    assert (answer.status_code, answer["Location"]) == (303, attempt.url)
    assert read_payments() == [("held", 1_500, 0)]


def test_a_card_that_pays_all_leads_to_the_thanks_without_stripe(stripe: Any) -> None:
    card = buy_card(stripe)
    browser = Browser()
    fingerprint = _go_to_review(browser, card)

    answer = browser.post(
        "/checkout/review/", {"expected": fingerprint, "gift_card_minor": "2395"}, follow=True
    )

    assert "Thank you" in answer.content.decode()
    assert (read_balance(card), KeptCard.objects.exists()) == (2_605, False)


def test_a_card_taken_off_in_another_tab_asks_again_before_more_is_paid(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    browser = Browser()
    fingerprint = _go_to_review(browser, card)
    browser.post("/checkout/review/", {"take_card_off": "yes"})
    orders = get_model("order", "Order").objects.count()

    answer = browser.post("/checkout/review/", {"expected": fingerprint, "gift_card_minor": "1500"})

    assert (answer.status_code, answer.context["due_minor"]) == (409, 2_395)
    assert "What your gift card pays has changed" in answer.content.decode()
    assert get_model("order", "Order").objects.count() == orders


@pytest.mark.parametrize(
    ("code", "words"),
    [("ABCD", NO_CARD), ("", "Please fill this in."), ("A" * 41, "at most 40 characters")],
)
def test_a_wrong_code_on_the_review_is_kept_and_said_beside_it(
    stripe: Any, code: str, words: str
) -> None:
    browser = Browser()
    browser.add(make_product())
    browser.go_to_review()
    before = count_everything()

    page = browser.post("/checkout/review/", {"code": code, "use_card": "yes"})

    form = page.context["code_form"]
    assert (page.status_code, form["code"].value()) == (422, code)
    assert words in form.words
    assert page.text.count(form.words) == 2  # above, leading to the field, and beside it
    assert (page.context["gift_card"], KeptCard.objects.exists()) == (None, False)
    assert count_everything() == before


def test_a_code_typed_on_the_review_is_never_paid_past(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    browser = Browser()
    browser.add(make_product())
    fingerprint = browser.go_to_review()
    orders = get_model("order", "Order").objects.count()

    page = browser.post(
        "/checkout/review/", {"code": get_code(card), "expected": fingerprint}, follow=True
    )

    assert "Your gift card pays." in page.text
    assert page.context["due_minor"] == 895
    assert get_model("order", "Order").objects.count() == orders


def test_going_back_from_stripe_keeps_card_and_basket(stripe: Any) -> None:
    card = buy_card(stripe, amount_minor=1_500)
    browser = Browser()
    fingerprint = _go_to_review(browser, card)
    browser.post("/checkout/review/", {"expected": fingerprint, "gift_card_minor": "1500"})

    browser.post("/checkout/cancel/")
    page = browser.get("/checkout/review/")

    assert (page.context["due_minor"], read_balance(card)) == (895, 1_500)
