"""40: the tax rule changes between preview and Pay, or after: frozen at PLACE."""

from decimal import Decimal
from typing import Any

import pytest
from oscar.core.loading import get_model

from tests.failure_cases.shoppers import Browser, list_orders
from tests.shop.shopping import make_product

pytestmark = pytest.mark.django_db(transaction=True)


def test_case_40_new_tax_before_pay_is_asked_and_after_pay_changes_nothing(
    stripe: Any, settings: Any
) -> None:
    browser = Browser()
    browser.add(make_product(price="18.00"))
    settings.SHOP_SALES_TAX_BASIS_POINTS = {"NY": 400}
    expected = browser.go_to_review()
    settings.SHOP_SALES_TAX_BASIS_POINTS = {"NY": 888}

    asked = browser.pay(expected)

    assert asked.status_code == 409
    assert list_orders() == []
    assert browser.pay(browser.look()).status_code == 303
    settings.SHOP_SALES_TAX_BASIS_POINTS = {"NY": 5000}
    order = get_model("order", "Order").objects.get()
    assert order.total_tax == Decimal("1.60")
    assert order.payment_attempts.get().amount_minor == 1800 + 595 + 160
