"""Case 31: Stripe will not expire the session because it is complete. Then it is settled."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shop.order.links import get_order_token
from shop.stripe_checkout import services
from tests.failure_cases import scenes
from tests.shop.shopping import prove

pytestmark = pytest.mark.django_db


def test_expiry_of_a_paid_session_settles_it(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)
    scenes.make_overdue(attempt)

    services.expire_overdue_attempts(now=timezone.now())

    assert scenes.count_effects(order) == scenes.PAID


def test_going_back_after_paying_settles_and_says_so(stripe: Any) -> None:
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)

    settlement = services.cancel_payment(order_number=order.number, now=timezone.now())

    assert settlement == services.Settlement(
        order_number=order.number, outcome=services.Outcome.PAID, is_news=True
    )
    assert scenes.count_effects(order) == scenes.PAID


def test_going_back_before_paying_gives_everything_back(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)

    settlement = services.cancel_payment(order_number=order.number, now=timezone.now())
    was_taken = scenes.try_to_pay(stripe, attempt.session_id)

    assert settlement.outcome == "released"
    assert was_taken is False
    assert scenes.count_effects(order) == scenes.CANCELLED


@pytest.mark.parametrize(("is_paid", "way_on"), [(True, "thank-you"), (False, "basket")])
def test_button_to_go_back_leads_to_the_order_when_it_was_paid(
    stripe: Any, way_on: str, *, is_paid: bool
) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    if is_paid:
        stripe.pay(attempt.session_id)
    browser = Client()
    prove(browser, order)

    page = browser.post(f"/checkout/return/{get_order_token(order=order)}/cancel/")

    assert page.status_code == 302
    assert page["Location"].strip("/").split("/")[-2 if is_paid else -1] == way_on
    assert scenes.count_effects(order) == (scenes.PAID if is_paid else scenes.CANCELLED)


@pytest.mark.parametrize(("method", "status"), [("get", 405), ("post", 302)])
def test_going_back_needs_a_post_and_the_right_token(stripe: Any, method: str, status: int) -> None:
    order = scenes.make_order()
    scenes.begin(order)
    token = get_order_token(order=order) if method == "get" else "a" * 32

    page = getattr(Client(), method)(f"/checkout/return/{token}/cancel/")

    assert page.status_code == status
    assert scenes.count_effects(order) == scenes.UNPAID
