"""Case 11: the database is down when a webhook comes. 500, so that Stripe sends it again."""

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from shop.stripe_checkout import services
from shop.stripe_checkout.models import StripeEvent
from tests.failure_cases import scenes


@pytest.mark.django_db(transaction=True)
def test_webhook_that_cannot_be_kept_is_answered_500_and_taken_the_next_time(
    stripe: Any, monkeypatch: Any, tmp_path: Any
) -> None:
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)
    [body] = scenes.list_bodies("checkout.session.completed")

    with monkeypatch.context() as outage:
        connection.close()
        outage.setitem(connection.settings_dict, "HOST", str(tmp_path))
        down = scenes.send_webhook(body)
    connection.close()
    kept = StripeEvent.objects.count()
    up = scenes.send_webhook(body)
    services.handle_event(event_id=body["id"], now=timezone.now())

    assert (down, kept, up) == (500, 0, 200)
    assert scenes.count_effects(order) == scenes.PAID
