"""Forms on pages without a referrer: the browser sends them with the origin `null`."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.order.links import get_order_token
from tests.failure_cases import scenes
from tests.failure_cases.conftest import stripe
from tests.shop.fulfilment.orders import make_paid_order
from tests.shop.shopping import prove

__all__ = ["stripe"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True, headers={"origin": "null"})


def test_payment_is_cancelled_from_the_return_page(stripe: Any, browser: Client) -> None:
    order = scenes.make_order()
    scenes.begin(order, now=timezone.now())
    prove(browser, order)

    answer = browser.post(reverse("stripe-cancel", args=(get_order_token(order=order),)))

    order.refresh_from_db()
    assert answer.status_code == 302
    assert order.status == "Cancelled"


def test_address_is_corrected_from_the_thank_you_page(stripe: Any, browser: Client) -> None:
    order = make_paid_order(stripe)
    address = reverse("checkout:change-email", args=(get_order_token(order=order),))
    prove(browser, order)

    answer = browser.post(address, {"email": "right@example.org"})

    order.refresh_from_db()
    assert answer.status_code == 302
    assert order.guest_email == "right@example.org"
