"""22: a voucher is used up, an offer runs out: refused before money, in words, nothing lost."""

from typing import Any

import pytest
from django.utils import timezone

from tests.failure_cases.shoppers import Browser, list_orders
from tests.shop.shopping import (
    Shopper,
    get_record,
    make_basket,
    make_offer,
    make_product,
    make_voucher,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_case_22_used_voucher_is_refused_taken_off_and_the_new_total_asked(stripe: Any) -> None:
    voucher, product = make_voucher(code="ONCE", percent="50"), make_product(stock=5)
    browser = Browser()
    browser.add(product)
    browser.post("/basket/vouchers/", {"code": "once"})
    expected = browser.go_to_review()
    rival = Shopper(basket=make_basket((product, 1)))
    rival.basket.vouchers.add(voucher)
    rival.pay(now=timezone.now())

    refused = browser.pay(expected)

    assert refused.status_code == 409
    assert "The code ONCE cannot be used any more" in refused.content.decode()
    assert refused.context["quote"].total_minor == 1800 + 595
    assert len(list_orders()) == 1
    assert get_record(product).num_allocated == 1
    assert browser.pay(browser.look()).status_code == 303


def test_case_22_offer_that_ran_out_is_not_given_and_the_new_total_asked(stripe: Any) -> None:
    offer, product = make_offer(name="First one", max_uses=1), make_product(stock=5)
    browser = Browser()
    browser.add(product)
    expected = browser.go_to_review()
    Shopper(basket=make_basket((product, 1))).pay()

    refused = browser.pay(expected)

    offer.refresh_from_db()
    assert refused.status_code == 409
    assert "The total changed to $23.95" in refused.content.decode()
    assert offer.num_applications == 1
    assert len(list_orders()) == 1
