"""Case 7: webhooks never come. The poller settles within two minutes and an alarm says so."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from shop.stripe_checkout import services
from shop.stripe_checkout.models import Alarm, StripeEvent
from tests.failure_cases import scenes

pytestmark = pytest.mark.django_db


def _list_alarms() -> list[tuple[str, str]]:
    return list(Alarm.objects.order_by("pk").values_list("kind", "reference"))


def test_poller_finds_the_payment_and_raises_an_alarm(stripe: Any) -> None:
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)

    asked = services.settle_due_attempts(now=timezone.now() + timedelta(minutes=2, seconds=1))

    assert asked == 1
    assert scenes.count_effects(order) == scenes.PAID
    assert _list_alarms() == [("found_by_poller", order.number)]


def test_poller_leaves_an_attempt_alone_before_two_minutes(stripe: Any) -> None:
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)

    asked = services.settle_due_attempts(now=timezone.now() + timedelta(minutes=1))

    assert asked == 0
    assert scenes.count_effects(order) == scenes.UNPAID


def test_poller_raises_no_alarm_for_a_shopper_who_is_still_paying(stripe: Any) -> None:
    order = scenes.make_order()
    scenes.begin(order)

    services.settle_due_attempts(now=timezone.now() + timedelta(minutes=3))

    assert scenes.count_effects(order) == scenes.UNPAID
    assert _list_alarms() == []


def test_list_of_events_brings_what_no_webhook_brought(stripe: Any) -> None:
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)

    missed = services.read_missed_events(now=timezone.now())
    again = services.read_missed_events(now=timezone.now())
    services.handle_waiting_events(now=timezone.now() + timedelta(minutes=1))

    assert (missed, again) == (1, 0)
    assert StripeEvent.objects.get().state == "done"
    assert scenes.count_effects(order) == scenes.PAID


def test_list_of_sessions_finds_one_whose_attempt_was_given_up(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)
    type(attempt).objects.filter(pk=attempt.pk).update(session_id=None, state="failed")

    found = services.find_unrecorded_sessions(now=timezone.now())
    again = services.find_unrecorded_sessions(now=timezone.now())

    assert (found, again) == (1, 0)
    assert scenes.count_effects(order) == scenes.PAID
