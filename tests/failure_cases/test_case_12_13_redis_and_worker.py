"""Cases 12 and 13: Redis is down when a webhook comes; a worker is killed in mid-settle."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from kombu import pools

from nomi.celery import app
from nomi.stack.redis import Redis
from shop.stripe_checkout import services
from shop.stripe_checkout.models import PaymentAttempt, StripeEvent
from tests.failure_cases import scenes
from tests.failure_cases.workers import Worker
from tests.meeting import count_waiting, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def _forget_connections() -> None:
    """Let the web process look for its broker anew."""
    pools.reset()
    app._pool = None
    app.amqp._producer_pool = None


@pytest.fixture
def redis(tmp_path_factory: Any, monkeypatch: Any) -> Iterator[Redis]:
    """Return a broker of this test's own, which the web process rings on."""
    server = Redis(tmp_path_factory.mktemp("r"))
    server.start()
    with monkeypatch.context() as moved:
        moved.setattr(app.conf, "broker_url", server.broker_url())
        _forget_connections()
        yield server
    server.stop()
    _forget_connections()


@pytest.fixture
def worker(tmp_path: Path, redis: Redis, stripe: Any) -> Iterator[Worker]:
    """Return a worker, not started yet, that is killed in the end whatever happens."""
    process = Worker(tmp_path, redis_url=redis.broker_url())
    yield process
    process.kill()


def _send_completed() -> tuple[int, str]:
    [body] = scenes.list_bodies("checkout.session.completed")
    return scenes.send_webhook(body), body["id"]


def _is_done(event_id: str) -> bool:
    return StripeEvent.objects.filter(pk=event_id, state="done").exists()


@contextmanager
def _hold_basket(order: Any) -> Iterator[None]:
    """Hold the row that settling touches after the money is written, so that it stops there."""
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as cursor:
            cursor.execute("SET idle_in_transaction_session_timeout = 0")  # a busy machine is slow
            cursor.execute(
                "SELECT 1 FROM basket_basket WHERE id = %s FOR UPDATE", [order.basket_id]
            )
        yield
    finally:
        other.rollback()
        other.close()


def test_bell_reaches_a_real_worker_that_settles(stripe: Any, worker: Worker) -> None:
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)

    answer, event_id = _send_completed()
    worker.start()
    is_done = wait_until(lambda: _is_done(event_id))

    assert (answer, is_done) == (200, True)
    assert scenes.count_effects(order) == scenes.PAID


def test_webhook_is_kept_quickly_while_redis_is_down_and_swept_afterwards(
    stripe: Any, redis: Redis
) -> None:
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)
    redis.stop()

    began = time.monotonic()
    answer, event_id = _send_completed()
    seconds = time.monotonic() - began
    before = scenes.count_effects(order)
    handled = services.handle_waiting_events(now=timezone.now() + timedelta(seconds=31))

    assert (answer, handled) == (200, 1)
    assert seconds < 10
    assert before == scenes.UNPAID
    assert _is_done(event_id)
    assert scenes.count_effects(order) == scenes.PAID


def test_worker_killed_in_the_middle_of_settle_leaves_nothing_half_done(
    stripe: Any, worker: Worker
) -> None:
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)
    _answer, event_id = _send_completed()

    with _hold_basket(order):
        worker.start()
        is_halfway = wait_until(lambda: count_waiting() > 0)
        worker.kill()
    halfway = scenes.count_effects(order)
    services.handle_waiting_events(now=timezone.now() + timedelta(seconds=31))

    assert is_halfway is True
    assert halfway == scenes.UNPAID
    assert PaymentAttempt.objects.get().state == "complete"
    assert _is_done(event_id)
    assert scenes.count_effects(order) == scenes.PAID
