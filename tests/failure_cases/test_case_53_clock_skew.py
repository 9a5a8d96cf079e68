"""Case 53: clocks differ. Signatures have tolerance; the clock alone releases nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from shop.stripe_checkout import services
from tests.failure_cases import scenes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("minutes", [-4, 4])
def test_webhook_is_taken_though_clocks_differ_by_minutes(stripe: Any, minutes: int) -> None:
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)
    [body] = scenes.list_bodies("checkout.session.completed")

    answer = scenes.send_webhook(body, moment=timezone.now() + timedelta(minutes=minutes))

    assert answer == 200


def test_clock_that_runs_ahead_does_not_release_what_was_paid(stripe: Any) -> None:
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)

    services.expire_overdue_attempts(now=timezone.now() + timedelta(hours=3))

    assert scenes.count_effects(order) == scenes.PAID


def test_clock_that_runs_ahead_leaves_nothing_to_pay_for_what_it_released(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)

    services.expire_overdue_attempts(now=timezone.now() + timedelta(hours=3))
    was_taken = scenes.try_to_pay(stripe, attempt.session_id)

    assert was_taken is False
    assert scenes.count_effects(order) == scenes.CANCELLED
