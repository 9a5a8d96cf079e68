"""50: a guest mistyped the e-mail: corrected on the thank-you page, the receipt sent again."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from oscar.core.loading import get_model

from nomi.platform.outbox import services as outbox
from shop.order.links import get_order_token
from tests.failure_cases.shoppers import Browser
from tests.shop.shopping import (
    Shopper,
    make_basket,
    make_country,
    make_product,
    make_voucher,
    prove,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def order(settings: Any) -> Any:
    """A paid order of a guest (it was free, so that no Stripe is needed)."""
    settings.SHOP_FREE_SHIPPING_OVER_MINOR = 0
    make_country("US")
    shopper = Shopper(basket=make_basket((make_product(), 1)), email="gusto@example.org")
    shopper.basket.vouchers.add(make_voucher(percent="100"))
    return get_model("order", "Order").objects.get(pk=shopper.pay().order.pk)


def _correct(order: Any, email: str) -> Any:
    browser = Browser()
    order.refresh_from_db()
    prove(browser, order)
    return browser.post(
        f"/checkout/thank-you/{get_order_token(order=order)}/email/", {"email": email}
    )


def _read_email(order: Any) -> str:
    order.refresh_from_db()
    return str(order.guest_email)


def test_case_50_the_receipt_goes_to_the_corrected_address(order: Any) -> None:
    outbox.relay_due(now=timezone.now())

    answer = _correct(order, "guest@example.org")
    outbox.relay_due(now=timezone.now())

    assert answer.status_code == 302
    assert [message.to for message in mail.outbox] == [["gusto@example.org"], ["guest@example.org"]]


@pytest.mark.parametrize("text", ["", "no address", "a@b", "x" * 300 + "@example.org"])
def test_case_50_a_bad_address_is_refused_beside_the_field(order: Any, text: str) -> None:
    answer = _correct(order, text)

    assert answer.status_code == 422
    assert "field--error" in answer.content.decode()
    assert _read_email(order) == "gusto@example.org"


def test_case_50_three_corrections_and_no_fourth(order: Any) -> None:
    for number in range(4):
        _correct(order, f"guest{number}@example.org")

    assert _read_email(order) == "guest2@example.org"


def test_case_50_a_day_later_only_staff_can_correct(order: Any) -> None:
    type(order).objects.filter(pk=order.pk).update(date_placed=timezone.now() - timedelta(hours=25))

    _correct(order, "guest@example.org")

    assert _read_email(order) == "gusto@example.org"
