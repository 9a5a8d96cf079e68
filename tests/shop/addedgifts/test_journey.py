"""From the basket to both receipts, as a browser without JavaScript goes."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impact.giving.models import Gift
from nomi.platform.outbox.models import OutboxMessage
from shop.order.links import get_order_token
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import PaymentAttempt
from tests.failure_cases.shoppers import ADDRESS, Browser
from tests.shop.addedgifts.acts import GIFT, GOODS, PAID, list_differences, look
from tests.shop.shopping import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Browser:
    cache.clear()
    browser = Browser()
    browser.add(make_product())
    browser.get("/basket/")
    browser.post("/basket/gift/", {"gift_preset": "2500", "gift_purpose": "", "gift_name": ""})
    return browser


def _come_back(stripe: Any, browser: Browser) -> Any:
    """Pay on Stripe's page and come back; return the page of thanks."""
    attempt = PaymentAttempt.objects.select_related("order").get()
    stripe.pay(attempt.session_id)
    token = get_order_token(order=attempt.order)
    return browser.get(reverse("stripe-return", kwargs={"token": token}), follow=True)


def test_basket_review_payment_thanks_and_books(stripe: Any, browser: Browser) -> None:
    expected = browser.go_to_review()
    review = browser.get("/checkout/review/").content.decode()
    assert ("Pay\n                $48.95" in review or "Pay $48.95" in review) is True

    sent = browser.post("/checkout/review/", {"expected": expected, "gift_shown": f"{GIFT}:"})
    assert sent.status_code == 303
    thanks = _come_back(stripe, browser).content.decode()

    attempt = PaymentAttempt.objects.select_related("order").get()
    assert attempt.amount_minor == GOODS + GIFT
    assert ("Gift: Training Fund" in thanks, "$48.95" in thanks) == (True, True)
    assert look(attempt.order) == PAID
    call_command("check_books")
    assert list_differences() == []
    assert sorted(OutboxMessage.objects.values_list("kind", flat=True)) == [
        "gift_receipt",
        "order_paid",
    ]
    assert browser.get("/basket/").context["gift"] is None


def test_the_one_page_shows_and_sends_the_gift(stripe: Any, browser: Browser) -> None:
    browser.go_to_review()
    filled = {**ADDRESS, "method": "us-standard"}
    seen = browser.post("/checkout/express/", filled)
    figures = browser.post("/checkout/express/", filled, headers={"HX-Request": "true"})

    answer = browser.post(
        "/checkout/express/",
        {
            **filled,
            "expected": seen.context["quote"].fingerprint,
            "gift_shown": f"{GIFT}:",
            "pay": "yes",
        },
    )

    assert f'name="gift_shown" value="{GIFT}:"' in seen.content.decode()
    assert "Gift: Training Fund" in figures.content.decode()
    assert (answer.status_code, PaymentAttempt.objects.get().amount_minor) == (303, GOODS + GIFT)


@pytest.mark.parametrize("shown", ["", "5000:", f"{GIFT}:school", "\x00", "x" * 500])
def test_pay_for_another_gift_than_was_shown_asks_again(
    stripe: Any, browser: Browser, shown: str
) -> None:
    expected = browser.go_to_review()

    answer = browser.post("/checkout/review/", {"expected": expected, "gift_shown": shown})

    assert answer.status_code == 409
    assert "The gift in your basket has changed" in answer.content.decode()
    assert (PaymentAttempt.objects.count(), Gift.objects.count()) == (0, 0)


def test_a_gift_taken_out_in_another_tab_is_not_paid(stripe: Any, browser: Browser) -> None:
    expected = browser.go_to_review()
    browser.post("/basket/gift/remove/")

    answer = browser.post("/checkout/review/", {"expected": expected, "gift_shown": f"{GIFT}:"})

    assert (answer.status_code, Gift.objects.count()) == (409, 0)


def test_a_cancelled_payment_gives_basket_and_gift_back(stripe: Any, browser: Browser) -> None:
    expected = browser.go_to_review()
    browser.post("/checkout/review/", {"expected": expected, "gift_shown": f"{GIFT}:"})

    browser.post(reverse("checkout:cancel"))

    page = browser.get("/basket/")
    assert (page.context["gift"].amount_minor, Gift.objects.get().state) == (GIFT, "failed")


def test_paid_elsewhere_the_next_basket_is_without_a_gift(stripe: Any, browser: Browser) -> None:
    expected = browser.go_to_review()
    browser.post("/checkout/review/", {"expected": expected, "gift_shown": f"{GIFT}:"})
    attempt = PaymentAttempt.objects.get()
    stripe.pay(attempt.session_id)
    payments.settle(attempt_id=attempt.pk, now=timezone.now())

    browser.add(make_product())

    assert browser.get("/basket/").context["gift"] is None


def test_too_many_payments_from_one_network_are_throttled_with_the_gift(
    stripe: Any, settings: Any
) -> None:
    settings.SHOP_PAYMENTS_PER_HOUR = 1
    cache.clear()
    browser = Browser(REMOTE_ADDR="203.0.113.7")
    browser.add(make_product())
    browser.get("/basket/")
    browser.post("/basket/gift/", {"gift_preset": "2500"})
    pressed = {"expected": browser.go_to_review(), "gift_shown": f"{GIFT}:"}
    browser.post("/checkout/review/", pressed)

    answer = browser.post("/checkout/review/", pressed)

    assert answer.status_code == 429


def test_staff_see_the_gift_on_the_orders_page(
    stripe: Any, browser: Browser, staff_client: Client
) -> None:
    expected = browser.go_to_review()
    browser.post("/checkout/review/", {"expected": expected, "gift_shown": f"{GIFT}:"})
    _come_back(stripe, browser)
    gift = Gift.objects.get()
    order = PaymentAttempt.objects.get().order

    page = staff_client.get(reverse("admin:order_order_change", args=(order.pk,)))

    words = page.content.decode()
    assert (gift.number in words, "Handed over to the gift: −$25.00" in words) == (True, True)
