"""Case 5: webhook twice; webhook, return and poller at once. One movement, one change, one mail."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from impact.books.models import Entry
from shop.stripe_checkout import gateway, services
from shop.stripe_checkout.models import Movement, StripeEvent
from shop.stripe_checkout.services import settling
from tests.failure_cases import scenes

AT_ONCE = 6


@pytest.mark.django_db
def test_webhook_delivered_twice_is_one_row_and_one_effect(stripe: Any) -> None:
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)
    [body] = scenes.list_bodies("checkout.session.completed")

    answers = [scenes.send_webhook(body), scenes.send_webhook(body)]
    for _ in range(2):
        services.handle_event(event_id=body["id"], now=timezone.now())

    assert answers == [200, 200]
    assert StripeEvent.objects.count() == 1
    assert scenes.count_effects(order) == scenes.PAID


def _settle_at_once(attempt_id: int, monkeypatch: Any) -> list[str]:
    """Settle in several threads that all hold Stripe's answer before any of them writes."""
    barrier = Barrier(AT_ONCE)
    fetch = gateway.get_session

    def fetch_and_wait(**which: Any) -> Any:
        session = fetch(**which)
        barrier.wait(timeout=60)
        return session

    monkeypatch.setattr(gateway, "get_session", fetch_and_wait)

    def settle() -> str:
        try:
            return services.settle(attempt_id=attempt_id, now=timezone.now()).outcome
        except DatabaseError as error:
            return type(error).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(done.result() for done in [pool.submit(settle) for _ in range(AT_ONCE)])


@pytest.mark.django_db(transaction=True)
def test_settling_at_once_has_one_effect(stripe: Any, monkeypatch: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)

    outcomes = _settle_at_once(attempt.pk, monkeypatch)

    assert outcomes == ["already"] * (AT_ONCE - 1) + ["paid"]
    assert scenes.count_effects(order) == scenes.PAID
    assert Entry.objects.filter(key=f"sale:{order.number}").count() == 1


@pytest.mark.django_db(transaction=True)
def test_settling_at_once_collides_without_the_lock(stripe: Any, monkeypatch: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)

    def read_unlocked(attempt_id: int) -> Any:
        return type(attempt).objects.select_related("order").get(pk=attempt_id)

    monkeypatch.setattr(settling, "lock_attempt", read_unlocked)
    outcomes = _settle_at_once(attempt.pk, monkeypatch)

    # the database still refuses the second charge, but as an error instead of an answer
    assert outcomes != ["already"] * (AT_ONCE - 1) + ["paid"]
    assert Movement.objects.filter(order=order).count() == 1
