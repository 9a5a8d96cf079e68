"""42, 43: a total of zero is settled at once without Stripe; one too small is refused in words."""

from typing import Any

import pytest
from oscar.core.loading import get_model

from shop.stripe_checkout.models import PaymentAttempt
from tests.failure_cases.shoppers import Browser, list_orders
from tests.shop.shopping import get_record, make_product, make_voucher

pytestmark = pytest.mark.django_db(transaction=True)


def test_case_42_a_free_order_is_paid_at_once(stripe: Any, settings: Any) -> None:
    settings.SHOP_FREE_SHIPPING_OVER_MINOR = 0
    make_voucher(code="GIFT", percent="100")
    browser = Browser()
    browser.add(make_product())
    browser.post("/basket/vouchers/", {"code": "GIFT"})

    answer = browser.pay(browser.go_to_review())

    assert answer.headers["Location"].startswith("/checkout/thank-you/")
    assert [status for _number, status in list_orders()] == ["Paid"]
    assert PaymentAttempt.objects.count() == 0
    assert get_model("basket", "Basket").objects.get().status == "Submitted"
    assert "Thank you" in browser.get(answer.headers["Location"]).content.decode()


def test_case_43_less_than_a_card_can_be_charged_is_refused_in_words(
    stripe: Any, settings: Any
) -> None:
    settings.SHOP_FREE_SHIPPING_OVER_MINOR = 0
    product = make_product(price="0.49")
    browser = Browser()
    browser.add(product)

    refused = browser.pay(browser.go_to_review())

    assert refused.status_code == 409
    assert "Cards can be charged from $0.50" in refused.content.decode()
    assert list_orders() == []
    assert get_record(product).num_allocated is None
