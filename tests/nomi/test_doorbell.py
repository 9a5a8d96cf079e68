"""A broker that is away or silent neither fails nor holds up who rings."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from celery import Celery
from django.db import transaction

from nomi.platform import doorbell

TASK = "nomi.platform.outbox.tasks.relay_outbox"


@pytest.fixture(autouse=True)
def bell(monkeypatch: pytest.MonkeyPatch) -> doorbell.Bell:
    """Give each test a bell that remembers nothing."""
    fresh = doorbell.Bell()
    monkeypatch.setattr(doorbell, "bell", fresh)
    return fresh


@pytest.fixture
def silent_broker() -> Iterator[socket.socket]:
    """Return a broker that takes calls and says nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(5)
        listener.setblocking(False)
        yield listener


def count_calls(broker: socket.socket) -> int:
    """Return how many have called since the last time."""
    calls = 0
    with suppress(BlockingIOError):
        while True:
            line, _caller = broker.accept()
            line.close()
            calls += 1
    return calls


def use(broker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    app = Celery("rings", broker=broker, set_as_current=False)
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    monkeypatch.setattr(doorbell, "current_app", app)


@pytest.mark.django_db(transaction=True)
def test_ring_without_a_broker_costs_nothing(
    monkeypatch: pytest.MonkeyPatch, bell: doorbell.Bell
) -> None:
    use("redis+socket:///nowhere/redis.sock", monkeypatch)

    began = time.monotonic()
    with transaction.atomic():
        doorbell.ring_on_commit(TASK)

    assert time.monotonic() - began < 30
    assert bell.quiet_until > began


@pytest.mark.django_db(transaction=True)
def test_silent_broker_holds_up_one_request_only_and_briefly(
    monkeypatch: pytest.MonkeyPatch, silent_broker: socket.socket
) -> None:
    use(f"redis://127.0.0.1:{silent_broker.getsockname()[1]}/0", monkeypatch)
    monkeypatch.setattr(doorbell, "QUIET_SECONDS", 600)

    began, calls = time.monotonic(), []
    for _ in range(3):
        with transaction.atomic():
            doorbell.ring_on_commit(TASK)
        calls.append(count_calls(silent_broker))

    assert calls == [1, 0, 0]
    assert time.monotonic() - began < 30


@pytest.mark.django_db(transaction=True)
def test_ring_waits_for_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[str] = []
    monkeypatch.setattr(
        doorbell.Bell, "ring", lambda _bell, task_name, _words: rung.append(task_name)
    )

    with transaction.atomic():
        doorbell.ring_on_commit(TASK)
        transaction.set_rollback(True)
    before = list(rung)
    with transaction.atomic():
        doorbell.ring_on_commit(TASK)

    assert (before, rung) == ([], [TASK])
