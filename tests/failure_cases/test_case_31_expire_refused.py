"""Case 31: Stripe will not expire the session because it is complete. Then it is settled."""

from typing import Any

import pytest
from django.utils import timezone

from shop.stripe_checkout import services
from tests.failure_cases import scenes

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
