"""24: the price changes while the shopper pays: the old price is honoured."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from shop.stripe_checkout import services as payments
from tests.failure_cases.shoppers import Browser
from tests.shop.shopping import make_product

pytestmark = pytest.mark.django_db(transaction=True)


def test_case_24_old_price_is_honoured(stripe: Any) -> None:
    browser = Browser()
    browser.add(make_product(price="18.00"))
    browser.pay(browser.go_to_review())
    order = get_model("order", "Order").objects.get()
    attempt = order.payment_attempts.get()
    get_model("partner", "StockRecord").objects.update(price=Decimal("99.00"))

    stripe.pay(attempt.session_id)
    payments.settle(attempt_id=attempt.pk, now=timezone.now())

    order.refresh_from_db()
    assert (order.status, order.total_incl_tax) == ("Paid", Decimal("23.95"))
    assert order.lines.get().line_price_excl_tax == Decimal("18.00")
