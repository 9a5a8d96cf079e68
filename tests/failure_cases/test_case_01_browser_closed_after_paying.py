"""Case 1: the browser is closed after paying. Webhook or poller settles; the mail goes out."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from shop.stripe_checkout import services
from shop.stripe_checkout.models import StripeEvent
from tests.failure_cases import scenes

pytestmark = pytest.mark.django_db


def test_webhook_settles_when_the_browser_never_comes_back(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)

    [body] = scenes.list_bodies("checkout.session.completed")
    answer = scenes.send_webhook(body)
    services.handle_event(event_id=body["id"], now=timezone.now())

    assert answer == 200
    assert scenes.count_effects(order) == scenes.PAID
    assert StripeEvent.objects.get().state == "done"


def test_poller_settles_when_neither_browser_nor_webhook_come(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)

    services.settle_due_attempts(now=timezone.now() + timedelta(minutes=2, seconds=1))

    assert scenes.count_effects(order) == scenes.PAID
