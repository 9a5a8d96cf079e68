"""A gift and a gift card outlive a lost session, for whoever holds the basket and nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shop.addedgifts.models import KeptGift
from shop.basket.middleware import sign_basket
from shop.checkout.tasks import forget_drafts
from shop.giftcards.models import GiftCard, KeptCard
from shop.giftcards.services.caring import renew_code
from shop.privacy.queries import collect_data
from shop.privacy.services import erase_shopper
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import PaymentAttempt
from tests.failure_cases.conftest import stripe
from tests.failure_cases.shoppers import ADDRESS, Browser
from tests.shop.checkout.test_drafts import lose_session
from tests.shop.giftcards.acts import buy_card, get_code, read_balance
from tests.shop.shopping import make_basket, make_country, make_product, make_user

__all__ = ["stripe"]
pytestmark = pytest.mark.django_db(transaction=True)
BASKET, REVIEW, EXPRESS = "/basket/", "/checkout/review/", "/checkout/express/"
TOTAL, GIFT, CARD = 2_395, 2_500, 1_500
LEFT = TOTAL + GIFT - CARD
"""A tote with its delivery and a gift, of which a card pays a part."""


@pytest.fixture
def card(stripe: Any) -> GiftCard:
    return buy_card(stripe, amount_minor=CARD)


@pytest.fixture
def shopper() -> Browser:
    """Return the browser of a guest who has one tote in her basket."""
    make_country("US")
    browser = Browser()
    browser.add(make_product())
    return browser


def _wish(browser: Browser, card: GiftCard) -> None:
    """Add a gift, fill everything in and lay the card down."""
    browser.post("/basket/gift/", {"gift_preset": str(GIFT), "gift_name": "Grace Hopper"})
    browser.go_to_review()
    browser.post(REVIEW, {"code": get_code(card), "use_card": "yes"})


def _pay(browser: Browser) -> Any:
    """Press Pay below what the review shows now."""
    seen = browser.get(REVIEW)
    card, gift = seen.context["gift_card"], seen.context["gift"]
    return browser.post(
        REVIEW,
        {
            "expected": seen.context["quote"].fingerprint,
            "gift_card_minor": card.part_minor if card else "",
            "gift_shown": gift.mark if gift else "",
        },
    )


def _see(browser: Client) -> tuple[int, int, int]:
    """Return what basket, review and one page say is left to pay."""
    basket, review, express = (browser.get(path) for path in (BASKET, REVIEW, EXPRESS))
    pay_minor = basket.context["pay_minor"], review.context["pay_minor"]
    return *pay_minor, express.context["pay_minor"]


def test_a_lost_session_keeps_gift_and_gift_card_at_the_same_amounts(
    card: GiftCard, shopper: Browser
) -> None:
    _wish(shopper, card)
    before = _see(shopper)

    lose_session(shopper)

    assert _see(shopper) == before
    assert before[1:] == (LEFT, LEFT)
    answer = _pay(shopper)
    attempt = PaymentAttempt.objects.get(order__basket=KeptGift.objects.get().basket)
    assert (answer.status_code, attempt.amount_minor) == (303, LEFT)
    assert read_balance(card) == 0


def test_nobody_sees_them_without_the_key_to_the_basket(card: GiftCard, shopper: Browser) -> None:
    _wish(shopper, card)
    basket = KeptGift.objects.get().basket
    other = sign_basket(make_basket((make_product(), 1)).pk)
    pages = []

    for cookie in ("", sign_basket(basket.pk)[:-1] + "!", f"{basket.pk}", other):
        stranger = Client()
        stranger.cookies["basket"] = cookie
        stranger.post("/checkout/", ADDRESS)
        pages += [stranger.get(path, follow=True) for path in (BASKET, REVIEW, EXPRESS)]

    assert [page.status_code for page in pages] == [200] * 12
    assert [page.context.get("gift") for page in pages] == [None] * 12
    assert [page.context.get("gift_card") for page in pages] == [None] * 12


def test_no_code_of_a_card_stands_beside_the_basket(card: GiftCard, shopper: Browser) -> None:
    _wish(shopper, card)

    kept = KeptCard.objects.values().get()

    assert set(kept) == {"id", "basket_id", "kept_at", "card_id", "edition"}


def test_a_card_with_a_new_code_is_not_chosen_any_more(card: GiftCard, shopper: Browser) -> None:
    _wish(shopper, card)

    renew_code(card_id=card.pk, email="friend@example.org", by="boss", now=timezone.now())

    assert shopper.get(REVIEW).context["pay_minor"] == TOTAL + GIFT
    assert _pay(shopper).status_code == 303
    assert read_balance(card) == CARD


def test_signing_in_half_way_brings_them_along(card: GiftCard, shopper: Browser) -> None:
    user = make_user()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    make_basket((make_product(title="Scarf"), 1), owner=user)
    _wish(shopper, card)

    shopper.post("/account/login/", {"login": user.email, "password": "long-enough-words"})

    page = shopper.get(REVIEW)
    assert (page.context["gift"].amount_minor, page.context["gift_card"].part_minor) == (GIFT, CARD)


def test_a_gift_follows_a_basket_left_unpaid_and_is_wished_no_more_once_that_is_paid(
    stripe: Any, card: GiftCard, shopper: Browser
) -> None:
    _wish(shopper, card)
    _pay(shopper)
    attempt = PaymentAttempt.objects.get(state="open")
    shopper.add(make_product(title="Scarf"))
    followed = shopper.get(BASKET).context["gift"].amount_minor

    stripe.pay(attempt.session_id)
    payments.settle(attempt_id=attempt.pk, now=timezone.now())

    assert (followed, shopper.get(BASKET).context["gift"]) == (GIFT, None)


def test_they_are_there_after_a_cancelled_payment_and_gone_when_paid(
    stripe: Any, card: GiftCard, shopper: Browser
) -> None:
    _wish(shopper, card)
    _pay(shopper)
    shopper.post("/checkout/cancel/")
    again = shopper.get(REVIEW).context["pay_minor"]

    _pay(shopper)
    attempt = PaymentAttempt.objects.get(state="open")
    stripe.pay(attempt.session_id)
    payments.settle(attempt_id=attempt.pk, now=timezone.now())

    assert again == LEFT
    assert (KeptGift.objects.count(), KeptCard.objects.count()) == (0, 0)


def test_the_card_is_laid_down_for_a_day_and_the_gift_as_long_as_the_basket_is_known(
    card: GiftCard, shopper: Browser
) -> None:
    _wish(shopper, card)
    KeptCard.objects.update(kept_at=timezone.now() - timedelta(days=1))
    KeptGift.objects.update(kept_at=timezone.now() - timedelta(days=13))
    shown = shopper.get(REVIEW).context
    forget_drafts()
    kept = (KeptGift.objects.count(), KeptCard.objects.count())

    KeptGift.objects.update(kept_at=timezone.now() - timedelta(days=14))
    late = shopper.get(BASKET).context["gift"]
    forget_drafts()

    assert (shown["gift"].amount_minor, shown["gift_card"]) == (GIFT, None)
    assert (kept, late, KeptGift.objects.count()) == ((1, 0), None, 0)


def test_they_are_part_of_a_shoppers_data_and_erased_with_her(
    card: GiftCard, shopper: Browser
) -> None:
    user = make_user()
    shopper.force_login(user)
    shopper.add(make_product())
    _wish(shopper, card)

    data = collect_data(user=user)
    erase_shopper(user_id=user.pk, now=timezone.now())

    [gift], [chosen] = data["added_gifts"], data["chosen_gift_cards"]
    assert (gift["amount_minor"], gift["donor_name"]) == ("2500", "Grace Hopper")
    assert chosen["card_last_four"] == get_code(card)[-4:]
    assert (KeptGift.objects.count(), KeptCard.objects.count()) == (0, 0)
    assert read_balance(card) == CARD


def test_a_gift_without_goods_is_not_taken(client: Client) -> None:
    page = client.post("/basket/gift/", {"gift_preset": str(GIFT)}, follow=True)

    assert "Put something into your basket first." in page.content.decode()
    assert KeptGift.objects.count() == 0
