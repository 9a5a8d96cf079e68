"""18: the shopper goes back and edits: expire first; if it was paid, settle and tell them."""

from typing import Any

import pytest
from oscar.core.loading import get_model

from tests.failure_cases.shoppers import Browser, list_orders
from tests.shop.shopping import get_record, make_product

pytestmark = pytest.mark.django_db(transaction=True)


def _order() -> Any:
    return get_model("order", "Order").objects.get()


def test_case_18_going_back_cancels_the_payment_and_opens_the_same_basket(stripe: Any) -> None:
    browser, product = Browser(), make_product(stock=5)
    browser.add(product, 2)
    browser.pay(browser.go_to_review())
    waiting = browser.get("/basket/")

    back = browser.post("/checkout/cancel/", follow=True)

    assert "waiting for payment" in waiting.content.decode()
    assert _order().status == "Cancelled"
    assert get_record(product).num_allocated == 0
    assert [line.priced.quantity for line in back.context["page"].lines] == [2]
    changed = browser.post(
        f"/basket/lines/{back.context['page'].lines[0].priced.line.pk}/", {"quantity": "3"}
    )
    assert changed.status_code == 302
    assert browser.pay(browser.look()).status_code == 303
    assert [status for _number, status in list_orders()] == ["Cancelled", "Awaiting payment"]


def test_case_18_going_back_after_paying_says_thank_you(stripe: Any) -> None:
    browser, product = Browser(), make_product(stock=5)
    browser.add(product)
    browser.pay(browser.go_to_review())
    stripe.pay(_order().payment_attempts.get().session_id)

    back = browser.post("/checkout/cancel/", follow=True)

    assert _order().status == "Paid"
    assert "Thank you" in back.content.decode()
    assert get_record(product).num_allocated == 1


def test_case_18_a_get_cancels_nothing(stripe: Any) -> None:
    browser = Browser()
    browser.add(make_product())
    browser.pay(browser.go_to_review())

    assert browser.get("/checkout/cancel/").status_code == 405
    assert _order().status == "Awaiting payment"
