"""One order with money of every kind says the same amounts wherever it is shown, and goes back."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.giftcards.models import GiftCard
from shop.order.links import get_order_path, get_order_token
from shop.order.mails import render_paid
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import Movement, PaymentAttempt
from shop.stripe_checkout.queries import PaymentState, get_payment_state
from shop.stripe_checkout.request import build_session_params
from tests.failure_cases.conftest import staff_client, stripe
from tests.failure_cases.shoppers import ADDRESS, Browser
from tests.shop.addedgifts.acts import get_gift, list_differences
from tests.shop.giftcards.acts import buy_card, get_code, read_balance
from tests.shop.shopping import make_country, make_product, make_voucher

__all__ = ["staff_client", "stripe"]
pytestmark = pytest.mark.django_db(transaction=True)
EXPRESS = "/checkout/express/"
FILLED = {**ADDRESS, "method": "us-standard", "note": "With love", "wraps": "on"}
GOODS, DISCOUNT, DELIVERY, WRAP, CARD, GIFT = 3_600, 360, 795, 350, 1_500, 2_500
TOTAL = GOODS - DISCOUNT + DELIVERY + WRAP
PAID = TOTAL - CARD + GIFT
"""Two totes with 10 % off, their delivery and wrap; of it a gift card, and beside it a gift."""


class _Words(HTMLParser):
    """What a page says, as one line."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts += data.split()


def read(page: Any) -> str:
    words = _Words()
    words.feed(page.content.decode())
    return " ".join(words.parts)


@pytest.fixture
def card(stripe: Any, settings: Any) -> GiftCard:
    settings.SHOP_GIFT_WRAP_MINOR = WRAP
    return buy_card(stripe, amount_minor=CARD)


@pytest.fixture
def browser(card: GiftCard) -> Browser:
    """Return the browser of a guest with everything in her basket and the card on the one page."""
    make_country("US")
    make_voucher()
    browser = Browser()
    browser.add(make_product(), 2)
    browser.post("/basket/vouchers/", {"code": "WELCOME"})
    browser.post("/basket/gift/", {"gift_preset": str(GIFT)})
    browser.post(EXPRESS, {**FILLED, "code": get_code(card), "use_card": "yes"})
    return browser


def order(browser: Browser) -> PaymentAttempt:
    """Press Pay on the one page, below what it shows."""
    seen = browser.get(EXPRESS).context
    sent = {
        "expected": seen["quote"].fingerprint,
        "gift_card_minor": seen["gift_card"].part_minor,
        "gift_shown": seen["gift"].mark,
        "pay": "yes",
    }
    answer = browser.post(EXPRESS, {**FILLED, **sent})
    attempt = PaymentAttempt.objects.select_related("order").get(state="open")
    assert (answer.status_code, answer["Location"]) == (303, attempt.url)
    return attempt


def pay(stripe: Any, attempt: PaymentAttempt) -> Any:
    stripe.pay(attempt.session_id)
    payments.settle(attempt_id=attempt.pk, now=timezone.now())
    attempt.order.refresh_from_db()
    return attempt.order


def test_before_paying_every_page_names_the_same_amounts(browser: Browser) -> None:
    basket, review, one_page = (
        browser.get(path) for path in ("/basket/", "/checkout/review/", EXPRESS)
    )

    assert basket.context["page"].total_minor + GIFT == basket.context["pay_minor"]
    for page in (review, one_page):
        assert page.context["quote"].total_minor == TOTAL
        assert page.context["due_minor"] == TOTAL - CARD
        assert page.context["pay_minor"] == PAID
        for words in ("−$3.60", "$7.95", "$3.50", "−$15.00", "$25.00", "$53.85"):
            assert words in read(page), words


def test_stripe_is_asked_for_what_was_shown(stripe: Any, browser: Browser) -> None:
    attempt = order(browser)

    asked = build_session_params(attempt=attempt, order=attempt.order, email="", token="t")

    assert attempt.amount_minor == PAID
    assert sum(item["price_data"]["unit_amount"] for item in asked["line_items"]) == PAID


def test_afterwards_thanks_order_mail_and_desk_say_the_same(
    stripe: Any, browser: Browser, staff_client: Client
) -> None:
    paid = pay(stripe, order(browser))
    token = get_order_token(order=paid)

    thanks = browser.get(reverse("checkout:thank-you", kwargs={"token": token}))
    shown = browser.get(get_order_path(order=paid))
    mail = " ".join(render_paid(paid.number).text.split())
    desk = read(staff_client.get(reverse("admin:order_order_change", args=(paid.pk,))))

    for place in (read(thanks), read(shown), mail):
        for words in ("−$3.60", "$7.95", "$3.50", "−$15.00", "$25.00", "$53.85"):
            assert words in place, (words, place)
    for words in ("$11.45", "$3.50", "$43.85", "−$15.00", "$25.00", "$53.85"):
        assert words in desk, words
    assert read(browser.get("/basket/")).count("$") == 0


def test_all_of_it_goes_back_the_way_it_came(stripe: Any, browser: Browser, card: GiftCard) -> None:
    paid = pay(stripe, order(browser))

    payments.request_refund(order_number=paid.number, reason="Came back", now=timezone.now())
    payments.submit_due_refunds(now=timezone.now())

    moved = Movement.objects.filter(order=paid).order_by("pk")
    assert list(moved.values_list("kind", "amount_minor")) == [
        ("charge", PAID),
        ("transfer", -GIFT),
        ("refund", CARD - TOTAL),
    ]
    assert get_payment_state(order=paid) == PaymentState.REFUNDED
    assert (read_balance(card), get_gift(paid).state) == (CARD, "paid")
    assert list_differences() == []
