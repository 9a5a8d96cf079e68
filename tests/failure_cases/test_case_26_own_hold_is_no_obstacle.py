"""26: the shopper's own hold makes the last one look sold out: the own hold counts as available."""

from typing import Any

import pytest

from tests.failure_cases.shoppers import Browser, list_orders
from tests.shop.shopping import get_record, make_product

pytestmark = pytest.mark.django_db(transaction=True)


def test_case_26_last_piece_held_by_the_own_unpaid_order_can_be_ordered_again(stripe: Any) -> None:
    browser, last = Browser(), make_product(title="Last tote", stock=1)
    browser.add(last)
    browser.pay(browser.go_to_review())

    added = browser.add(last)
    page = browser.get("/basket/").context["page"]
    paid = browser.pay(browser.look())

    assert added.headers["Location"] == "/basket/"
    assert page.is_buyable is True
    assert paid.status_code == 303
    assert [status for _number, status in list_orders()] == ["Cancelled", "Awaiting payment"]
    assert get_record(last).num_allocated == 1


def test_case_26_a_stranger_finds_it_sold_out(stripe: Any) -> None:
    browser, last = Browser(), make_product(title="Last tote", stock=1)
    browser.add(last)
    browser.pay(browser.go_to_review())
    stranger = Browser()

    stranger.add(last)

    assert list(stranger.get("/basket/").context["page"].lines) == []
