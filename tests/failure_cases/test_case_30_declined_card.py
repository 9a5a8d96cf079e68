"""Case 30: declined, no funds, 3-D Secure failed. The session stays open for another card."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from shop.stripe_checkout import gateway, services
from shop.stripe_checkout.models import Alarm
from tests.failure_cases import scenes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("card", ["4000000000000002", "4000000000009995"])
def test_decline_leaves_the_order_waiting_and_another_card_pays(stripe: Any, card: str) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)

    was_taken = scenes.try_to_pay(stripe, attempt.session_id, card=card)
    declined = services.settle(attempt_id=attempt.pk, now=timezone.now())
    waiting = scenes.count_effects(order)
    stripe.pay(attempt.session_id, card="4242424242424242")
    services.settle(attempt_id=attempt.pk, now=timezone.now() + timedelta(minutes=1))

    assert (was_taken, declined.outcome) == (False, "open")
    assert waiting == scenes.UNPAID
    assert scenes.count_effects(order) == scenes.PAID


def _decline(attempt: Any, times: int) -> None:
    """Deliver as many refusals as cards were tried, each an event of its own."""
    for number in range(times):
        body = scenes.make_event(
            f"evt_decline_{number}", "payment_intent.payment_failed", f"pi_of_{attempt.pk}"
        )
        scenes.send_webhook(body)
        for _ in range(2):
            services.handle_event(event_id=body["id"], now=timezone.now())


@pytest.mark.parametrize(("cards", "left"), [(7, scenes.UNPAID), (8, scenes.CANCELLED)])
def test_many_refused_cards_end_the_payment(
    stripe: Any, monkeypatch: Any, cards: int, left: scenes.Effects
) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    monkeypatch.setattr(gateway, "find_attempt_of_payment", lambda **_: str(attempt.uid))

    _decline(attempt, cards)

    assert scenes.count_effects(order) == left
    assert Alarm.objects.filter(kind="card_testing").count() == (left == scenes.CANCELLED)


@pytest.mark.parametrize(("limit", "is_refused"), [(2, False), (1, True)])
def test_one_basket_begins_only_so_many_payments_an_hour(
    stripe: Any, settings: Any, limit: int, *, is_refused: bool
) -> None:
    settings.STRIPE_TRIES_PER_HOUR = limit
    first, order = scenes.make_order(), scenes.make_order()
    scenes.begin(first)
    order.basket = first.basket
    order.save()
    attempt = services.open_attempt(order=order, now=timezone.now())

    if is_refused:
        with pytest.raises(services.TooManyTries):
            services.start_payment(attempt_id=attempt.pk, now=timezone.now())
    else:
        services.start_payment(attempt_id=attempt.pk, now=timezone.now())

    attempt.refresh_from_db()
    assert attempt.state == ("creating" if is_refused else "open")


def test_payments_begun_with_somebody_elses_address_do_not_stop_her(
    stripe: Any, settings: Any
) -> None:
    settings.STRIPE_TRIES_PER_HOUR = 1
    for _ in range(3):
        scenes.begin(scenes.make_order())
    attempt = services.open_attempt(order=scenes.make_order(), now=timezone.now())

    services.start_payment(attempt_id=attempt.pk, now=timezone.now())

    attempt.refresh_from_db()
    assert attempt.state == "open"
