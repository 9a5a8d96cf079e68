"""Cases 15 and 16: time-out though Stripe did create; the same key with other parameters."""

from typing import Any

import pytest
from django.utils import timezone

from shop.stripe_checkout import gateway, services
from shop.stripe_checkout.models import Alarm, PaymentAttempt
from tests.failure_cases import scenes

pytestmark = pytest.mark.django_db


def test_session_whose_answer_was_lost_comes_back_under_the_same_key(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = services.open_attempt(order=order, now=timezone.now())
    scenes.lose_answers(stripe, "/v1/checkout/sessions")
    with pytest.raises(services.StripeUnavailable):
        services.start_payment(attempt_id=attempt.pk, now=timezone.now())

    url = services.start_payment(attempt_id=attempt.pk, now=timezone.now())

    attempt.refresh_from_db()
    assert (attempt.state, attempt.url) == ("open", url)
    assert scenes.count_sessions(stripe) == 1


def test_paid_session_whose_creation_was_never_answered_is_adopted(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)
    PaymentAttempt.objects.filter(pk=attempt.pk).update(
        state="creating", session_id=None, url="", payment_intent_id=None
    )
    [body] = scenes.list_bodies("checkout.session.completed")

    scenes.send_webhook(body)
    services.handle_event(event_id=body["id"], now=timezone.now())

    assert scenes.count_effects(order) == scenes.PAID


def test_same_key_with_other_parameters_alarms_and_opens_another_attempt(stripe: Any) -> None:
    order = scenes.make_order()
    first = scenes.begin(order)
    PaymentAttempt.objects.filter(pk=first.pk).update(
        state="creating", session_id=None, url="", payment_intent_id=None, request_hash=""
    )
    type(order).objects.filter(pk=order.pk).update(guest_email="other@example.org")

    url = services.start_payment(attempt_id=first.pk, now=timezone.now())

    first.refresh_from_db()
    second = PaymentAttempt.objects.get(state="open")
    assert (first.state, second.url) == ("failed", url)
    assert second.pk != first.pk
    assert list(Alarm.objects.values_list("kind", "reference")) == [
        ("key_mismatch", str(first.uid))
    ]
    assert gateway.get_session(session_id=second.session_id).attempt_uid == str(second.uid)
