"""A broker that is away or silent neither fails nor holds up who rings."""

import socket
import time
from collections.abc import Iterator

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
def silent_broker() -> Iterator[str]:
    """Return the address of a broker that takes calls and says nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(5)
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


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

    assert time.monotonic() - began < 1
    assert bell.quiet_until > began


@pytest.mark.django_db(transaction=True)
def test_silent_broker_holds_up_one_request_only_and_briefly(
    monkeypatch: pytest.MonkeyPatch, silent_broker: str
) -> None:
    use(silent_broker, monkeypatch)

    times = []
    for _ in range(3):
        began = time.monotonic()
        with transaction.atomic():
            doorbell.ring_on_commit(TASK)
        times.append(time.monotonic() - began)

    assert times[0] < 5
    assert max(times[1:]) < 0.5


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
