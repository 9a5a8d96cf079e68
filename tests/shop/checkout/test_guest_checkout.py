"""A guest buys a tote, request by request, with every query counted."""

from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.core.loading import get_model

from nomi.platform.outbox import services as outbox
from shop.order.links import get_order_token
from shop.stripe_checkout import services as payments
from tests.failure_cases.conftest import stripe  # noqa: F401 - the stand-in, as a fixture
from tests.shop.shopping import make_country, make_product

ADDRESS = {
    "email": "guest@example.org",
    "first_name": "Ada",
    "last_name": "Byron",
    "line1": "1 Test Street",
    "line2": "",
    "city": "New York",
    "state": "new york",
    "postcode": "10001",
    "country": "US",
}


class Journey:
    """A browser that counts what its requests ask of the database."""

    def __init__(self) -> None:
        self.client = Client()
        self.counted: list[tuple[str, int]] = []

    def get(self, path: str) -> Any:
        return self._ask("get", path, {})

    def post(self, path: str, data: dict[str, Any]) -> Any:
        return self._ask("post", path, data)

    def _ask(self, method: str, path: str, data: dict[str, Any]) -> Any:
        with CaptureQueriesContext(connection) as queries:
            answer = getattr(self.client, method)(path, data)
        self.counted.append((f"{method.upper()} {path}", len(queries)))
        return answer


def walk_to_stripe(journey: Journey, product: Any) -> Any:
    """Go from the first click to the redirect, as a browser would."""
    added = journey.post(f"/basket/add/{product.pk}/", {"quantity": "1"})
    assert added.status_code == 302
    assert journey.get("/basket/").status_code == 200
    assert journey.get("/checkout/").status_code == 200
    assert journey.post("/checkout/", ADDRESS).headers["Location"] == "/checkout/delivery/"
    assert journey.get("/checkout/delivery/").status_code == 200
    chosen = journey.post("/checkout/delivery/", {"method": "us-standard"})
    assert chosen.headers["Location"] == "/checkout/review/"
    review = journey.get("/checkout/review/")
    assert review.status_code == 200
    return journey.post("/checkout/review/", {"expected": review.context["quote"].fingerprint})


@pytest.mark.django_db(transaction=True)
def test_a_whole_guest_checkout_stays_within_its_queries(stripe: Any) -> None:  # noqa: F811 - the fixture
    make_country("US")
    journey = Journey()

    answer = walk_to_stripe(journey, make_product())

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(stripe.url + "/pay/")
    print(*journey.counted, sep="\n")  # noqa: T201 - the figures of a run
    assert sum(queries for _request, queries in journey.counted) <= 110


def buy(journey: Journey, stripe: Any) -> Any:  # noqa: F811 - the fixture, handed on
    """Buy one tote and let the money arrive; return the order."""
    make_country("US")
    walk_to_stripe(journey, make_product())
    order = get_model("order", "Order").objects.get()
    attempt = order.payment_attempts.get()
    stripe.pay(attempt.session_id)
    payments.settle(attempt_id=attempt.pk, now=timezone.now())
    return order


@pytest.mark.django_db(transaction=True)
def test_the_receipt_says_the_share_and_never_that_it_is_deductible(stripe: Any) -> None:  # noqa: F811 - the fixture
    order = buy(Journey(), stripe)

    outbox.relay_due(now=timezone.now())

    [receipt] = mail.outbox
    assert receipt.to == ["guest@example.org"]
    assert order.number in receipt.subject
    for text in (receipt.body, receipt.alternatives[0].content):
        assert "$1.92 of this order" in text
        assert "/trace/" in text
        assert "not for a gift" in text
        assert "deductible" not in text


@pytest.mark.django_db(transaction=True)
def test_private_pages_open_by_token_only_and_are_kept_by_nobody(stripe: Any) -> None:  # noqa: F811 - the fixture
    journey = Journey()
    order = buy(journey, stripe)
    token = get_order_token(order=order)

    for path in (f"/order/{token}/", f"/checkout/thank-you/{token}/"):
        page = journey.client.get(path)
        assert page.status_code == 200
        assert "Follow your share" in page.content.decode()
        assert page.headers["Cache-Control"] == "no-store, private"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    for wrong in ("/order/forged/", "/checkout/thank-you/forged/"):
        page = journey.client.get(wrong, follow=True)
        assert page.templates[0].name == "shop/order/prove.html"


@pytest.mark.django_db(transaction=True)
def test_too_many_payments_pause_in_words_and_keep_the_order(stripe: Any, settings: Any) -> None:  # noqa: F811 - the fixture
    settings.STRIPE_TRIES_PER_HOUR = 0
    make_country("US")

    answer = walk_to_stripe(Journey(), make_product())

    assert answer.status_code == 429
    assert "Too many payments were begun" in answer.content.decode()
    assert get_model("order", "Order").objects.get().status == "Awaiting payment"
    assert stripe.list_all("session") == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("networks", "last"),
    [
        (("192.0.2.1", "192.0.2.1"), 429),
        (("192.0.2.1", "192.0.2.2"), 303),
        (("127.0.0.1", "127.0.0.1"), 303),
    ],
)
def test_one_network_begins_only_so_many_payments(
    stripe: Any,  # noqa: F811 - the fixture
    settings: Any,
    networks: tuple[str, str],
    last: int,
) -> None:
    cache.clear()
    settings.SHOP_PAYMENTS_PER_HOUR = 1
    make_country("US")

    for network in networks:
        journey = Journey()
        journey.client = Client(REMOTE_ADDR=network)
        answer = walk_to_stripe(journey, make_product())

    assert answer.status_code == last
    assert ("Wait 60 minutes" in answer.content.decode()) == (last == 429)
    assert len(stripe.list_all("session")) == (1 if last == 429 else 2)
    assert get_model("order", "Order").objects.count() == 2
