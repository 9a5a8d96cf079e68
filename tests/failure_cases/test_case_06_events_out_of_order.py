"""Case 6: events come out of order. The object is read anew; what has no parent yet waits."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from shop.stripe_checkout import queries, services
from shop.stripe_checkout.models import Refund, StripeEvent
from tests.failure_cases import scenes

pytestmark = pytest.mark.django_db


def test_refund_before_its_payment_waits_and_is_handled_afterwards(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    payment_intent_id = stripe.pay(attempt.session_id)
    scenes.refund_in_dashboard(payment_intent_id, amount_minor=500)
    [refunded] = scenes.list_bodies("charge.refunded")
    [completed] = scenes.list_bodies("checkout.session.completed")
    now = timezone.now()

    scenes.send_webhook(refunded)
    early = services.handle_event(event_id=refunded["id"], now=now)
    scenes.send_webhook(completed)
    services.handle_event(event_id=completed["id"], now=now)
    services.handle_waiting_events(now=now + timedelta(minutes=2))

    assert early == "waiting"
    assert StripeEvent.objects.get(pk=refunded["id"]).state == "done"
    assert scenes.count_effects(order) == scenes.PAID
    assert Refund.objects.get().gross_minor == 500
    assert queries.get_payment_state(order=order) == "partly refunded"


def test_expired_event_that_comes_after_payment_releases_nothing(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)
    [body] = scenes.list_bodies("checkout.session.completed")
    lie = {**body, "id": "evt_late", "type": "checkout.session.expired"}

    scenes.send_webhook(lie)
    services.handle_event(event_id="evt_late", now=timezone.now())

    assert scenes.count_effects(order) == scenes.PAID


def test_event_of_a_session_that_is_not_ours_is_ignored(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)
    [body] = scenes.list_bodies("checkout.session.completed")
    body["data"]["object"]["id"] = "cs_test_of_someone_else"

    scenes.send_webhook(body)
    state = services.handle_event(event_id=body["id"], now=timezone.now())

    assert state == "ignored"
    assert scenes.count_effects(order) == scenes.UNPAID


def test_event_whose_parent_never_comes_is_given_to_staff(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    payment_intent_id = stripe.pay(attempt.session_id)
    scenes.refund_in_dashboard(payment_intent_id, amount_minor=500)
    [refunded] = scenes.list_bodies("charge.refunded")
    scenes.send_webhook(refunded)

    state = services.handle_event(
        event_id=refunded["id"], now=timezone.now() + timedelta(days=4, minutes=1)
    )

    assert state == "dead"
    assert scenes.list_tasks() == [("event_given_up", refunded["id"])]
