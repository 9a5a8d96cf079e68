from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail as django_mail
from django.db import connection

from nomi.platform.outbox import queries, registry, services
from nomi.platform.outbox.mail import Mail
from nomi.platform.outbox.models import OutboxMessage

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def letter() -> Iterator[list[str]]:
    """Register a kind of mail and return the references it was written for."""
    written: list[str] = []

    def render(reference: str) -> Mail:
        written.append(reference)
        return Mail(to="dana@shopper.example", subject=f"On {reference}", text="t", html="<p>t</p>")

    registry.register("letter", render)
    yield written
    registry._RENDERERS.pop("letter")


@pytest.fixture
def dead_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the mail server refuse every connection."""

    def refuse(*_args: object, **_more: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)


@pytest.mark.django_db
def test_outbox_owes_one_mail_per_kind_and_reference() -> None:
    first = services.enqueue(kind="letter", reference="A1", now=NOW)

    second = services.enqueue(kind="letter", reference="A1", now=NOW)

    assert second.pk == first.pk
    assert OutboxMessage.objects.count() == 1


@pytest.mark.django_db
def test_outbox_sends_text_and_html_once() -> None:
    services.enqueue(kind="letter", reference="A1", now=NOW)

    counts = [services.relay_due(now=NOW), services.relay_due(now=NOW + timedelta(hours=1))]

    assert counts == [1, 0]
    [sent] = django_mail.outbox
    assert (sent.subject, sent.to, sent.body) == ("On A1", ["dana@shopper.example"], "t")
    assert sent.alternatives[0].mimetype == "text/html"


@pytest.mark.django_db
@pytest.mark.usefixtures("dead_server")
def test_outbox_gives_a_mail_up_after_eight_tries_and_loses_nothing() -> None:
    services.enqueue(kind="letter", reference="A1", now=NOW)

    moment = NOW
    for _ in range(12):
        services.relay_due(now=moment)
        moment += timedelta(hours=3)

    message = OutboxMessage.objects.get()
    assert (message.state, message.tries, message.error) == ("dead", 8, "ConnectionRefusedError")
    assert queries.count_dead() == 1


@pytest.mark.django_db
def test_outbox_sends_a_dead_mail_after_retry() -> None:
    message = services.enqueue(kind="letter", reference="A1", now=NOW)
    OutboxMessage.objects.update(state="dead", tries=8)

    assert services.retry(message_id=message.pk, now=NOW)

    assert services.relay_due(now=NOW) == 1
    assert not services.retry(message_id=message.pk, now=NOW)


@pytest.mark.django_db
def test_outbox_keeps_a_mail_nobody_can_write() -> None:
    services.enqueue(kind="unheard", reference="A1", now=NOW)

    assert services.relay_due(now=NOW) == 0

    assert OutboxMessage.objects.get().error == "UnknownKindError"


@pytest.mark.django_db
def test_outbox_lag_is_the_age_of_the_oldest_due_mail() -> None:
    assert queries.get_lag(now=NOW) == timedelta()

    services.enqueue(kind="letter", reference="A1", now=NOW - timedelta(minutes=7))

    assert queries.get_lag(now=NOW) == timedelta(minutes=7)


@pytest.mark.django_db(transaction=True)
def test_two_relays_at_once_send_each_mail_once(letter: list[str]) -> None:
    for number in range(30):
        services.enqueue(kind="letter", reference=f"A{number}", now=NOW)
    start = Barrier(2)

    def relay() -> None:
        start.wait()
        while services.relay_due(now=NOW, limit=3):
            pass
        connection.close()

    threads = [Thread(target=relay) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(letter) == sorted(f"A{number}" for number in range(30))
