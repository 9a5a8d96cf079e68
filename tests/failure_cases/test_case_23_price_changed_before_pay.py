"""23: a voucher or price changed between preview and Pay: the new total is shown, asked again."""

from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model

from tests.failure_cases.shoppers import Browser, list_orders
from tests.shop.shopping import make_product

pytestmark = pytest.mark.django_db(transaction=True)


def test_case_23_new_price_is_shown_and_asked_again(stripe: Any) -> None:
    browser = Browser()
    browser.add(make_product(price="18.00"))
    expected = browser.go_to_review()
    get_model("partner", "StockRecord").objects.update(price=Decimal("19.00"))

    asked = browser.pay(expected)

    assert asked.status_code == 409
    assert "The total changed to $24.95" in asked.content.decode()
    assert list_orders() == []
    assert browser.pay(asked.context["quote"].fingerprint).status_code == 303
    assert get_model("order", "Order").objects.get().total_incl_tax == Decimal("24.95")


@pytest.mark.parametrize("forged", ["", "0" * 32, "'; --", "x" * 1_000_000])
def test_case_23_a_forged_preview_is_asked_again(stripe: Any, forged: str) -> None:
    browser = Browser()
    browser.add(make_product())
    browser.go_to_review()

    assert browser.pay(forged).status_code == 409
    assert list_orders() == []
