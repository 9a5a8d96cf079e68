"""25: the stock is gone at Pay: refused, the line named, the basket kept."""

from typing import Any

import pytest

from tests.failure_cases.shoppers import Browser, list_orders
from tests.shop.shopping import Shopper, get_record, make_basket, make_product

pytestmark = pytest.mark.django_db(transaction=True)


def test_case_25_sold_out_line_is_named_and_the_basket_kept(stripe: Any) -> None:
    browser, last = Browser(), make_product(title="Last tote", stock=1)
    browser.add(make_product(title="Tie", stock=5))
    browser.add(last)
    expected = browser.go_to_review()
    Shopper(basket=make_basket((last, 1))).pay()

    refused = browser.pay(expected)

    assert refused.status_code == 409
    assert "Last tote has just sold out. Your basket is kept" in refused.content.decode()
    assert len(list_orders()) == 1
    assert get_record(last).num_allocated == 1
    page = browser.get("/basket/").context["page"]
    assert [line.priced.title for line in page.lines] == ["Tie", "Last tote"]
    assert page.is_buyable is False
