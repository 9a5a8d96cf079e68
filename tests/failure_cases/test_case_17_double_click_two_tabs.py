"""17: double click, two tabs: one order, one attempt, the same page at Stripe."""

from typing import Any

import pytest
from oscar.core.loading import get_model

from shop.stripe_checkout.models import PaymentAttempt
from tests.failure_cases.shoppers import Browser, list_orders
from tests.shop.racing import race
from tests.shop.shopping import make_product

pytestmark = pytest.mark.django_db(transaction=True)


def test_case_17_pay_pressed_twice_leads_to_the_same_page(stripe: Any) -> None:
    browser = Browser()
    browser.add(make_product())
    expected = browser.go_to_review()

    first, second = browser.pay(expected), browser.pay(expected)

    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert len(list_orders()) == 1
    assert PaymentAttempt.objects.count() == 1


def test_case_17_eight_tabs_at_once_make_one_order(stripe: Any) -> None:
    browser = Browser()
    product = make_product(stock=10)
    browser.add(product)
    expected = browser.go_to_review()
    tabs = [Browser() for _ in range(8)]
    for tab in tabs:
        tab.cookies = browser.cookies

    answers = race(*[lambda tab=tab: tab.pay(expected) for tab in tabs])

    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert len(list_orders()) == 1
    assert get_model("partner", "StockRecord").objects.get().num_allocated == 1
