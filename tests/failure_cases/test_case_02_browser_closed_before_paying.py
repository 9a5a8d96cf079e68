"""Case 2: the browser is closed before paying. The session expires and everything goes back."""

from typing import Any

import pytest
from django.utils import timezone

from shop.stripe_checkout import gateway, services
from tests.failure_cases import scenes

pytestmark = pytest.mark.django_db


def test_expiry_closes_the_session_and_gives_goods_and_basket_back(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    scenes.make_overdue(attempt)

    ended = services.expire_overdue_attempts(now=timezone.now())

    attempt.refresh_from_db()
    order.basket.refresh_from_db()
    assert ended == 1
    assert scenes.count_effects(order) == scenes.CANCELLED
    assert (attempt.state, order.basket.status) == ("expired", "Open")


def test_expiry_webhook_alone_gives_everything_back(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    gateway.expire_session(session_id=attempt.session_id)

    [body] = scenes.list_bodies("checkout.session.expired")
    scenes.send_webhook(body)
    services.handle_event(event_id=body["id"], now=timezone.now())

    assert scenes.count_effects(order) == scenes.CANCELLED


def test_expiry_leaves_an_attempt_alone_while_its_time_runs(stripe: Any) -> None:
    order = scenes.make_order()
    scenes.begin(order)

    ended = services.expire_overdue_attempts(now=timezone.now())

    assert ended == 0
    assert scenes.count_effects(order) == scenes.UNPAID
