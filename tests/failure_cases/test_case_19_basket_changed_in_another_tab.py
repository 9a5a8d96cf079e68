"""19: the basket is changed in another tab: a new basket; the order stays as it was placed."""

from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from shop.stripe_checkout import services as payments
from tests.failure_cases.shoppers import Browser
from tests.shop.shopping import make_product

pytestmark = pytest.mark.django_db(transaction=True)


def test_case_19_what_is_added_meanwhile_goes_into_a_new_basket(stripe: Any) -> None:
    browser = Browser()
    browser.add(make_product(title="Tote"))
    browser.pay(browser.go_to_review())
    order = get_model("order", "Order").objects.get()

    browser.add(make_product(title="Tie"))

    assert [line.priced.title for line in browser.get("/basket/").context["page"].lines] == ["Tie"]
    attempt = order.payment_attempts.get()
    stripe.pay(attempt.session_id)
    payments.settle(attempt_id=attempt.pk, now=timezone.now())
    order.refresh_from_db()
    assert order.status == "Paid"
    assert list(order.lines.values_list("title", "quantity")) == [("Tote", 1)]
    assert order.total_incl_tax == Decimal("23.95")
    assert get_model("basket", "Basket").objects.get(pk=order.basket_id).status == "Submitted"
