from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail as django_mail
from django.db import IntegrityError, connection, transaction

from nomi.platform.outbox import queries, registry, services
from nomi.platform.outbox.mail import Mail
from nomi.platform.outbox.models import OutboxMessage

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def letter(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Register a kind of mail and return the references it was written for."""
    written: list[str] = []

    def render(reference: str) -> Mail:
        written.append(reference)
        return Mail(to="dana@shopper.example", subject=f"On {reference}", text="t", html="<p>t</p>")

    monkeypatch.setitem(registry._RENDERERS, "letter", render)
    return written


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
@pytest.mark.parametrize("typed", ["A\nB", "A\r\nBcc: x@x.example", " A \u2028B"])
def test_outbox_sends_a_mail_whose_subject_was_typed_in_lines(typed: str) -> None:
    services.enqueue(kind="letter", reference=typed, now=NOW)

    assert services.relay_due(now=NOW) == 1

    [sent] = django_mail.outbox
    assert sent.subject == f"On {' '.join(typed.split())}"
    assert sent.recipients() == ["dana@shopper.example"]


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


def relay_killed_after_claim(moment: datetime) -> OutboxMessage:
    """Claim a mail as a relay does that is killed before it sends."""
    message = services._claim(now=moment)
    assert message is not None
    return message


@pytest.mark.django_db
def test_mail_of_a_killed_relay_waits_for_its_lease_and_then_leaves_once() -> None:
    services.enqueue(kind="letter", reference="A1", now=NOW)
    relay_killed_after_claim(NOW)

    counts = [
        services.relay_due(now=NOW + services.LEASE - timedelta(seconds=1)),
        services.relay_due(now=NOW + services.LEASE),
        services.relay_due(now=NOW + services.LEASE * 2),
    ]

    assert counts == [0, 1, 0]
    assert len(django_mail.outbox) == 1


@pytest.mark.django_db
def test_mail_that_kills_every_relay_is_given_up(letter: list[str]) -> None:
    services.enqueue(kind="letter", reference="A1", now=NOW)
    for number in range(services.MAXIMUM_TRIES):
        relay_killed_after_claim(NOW + services.LEASE * number)

    assert services.relay_due(now=NOW + services.LEASE * 8) == 0

    message = OutboxMessage.objects.get()
    assert (message.state, message.error, letter) == ("dead", "every relay died over it", [])


@pytest.mark.django_db
def test_late_relay_does_not_overwrite_who_took_over() -> None:
    services.enqueue(kind="letter", reference="A1", now=NOW)
    late = relay_killed_after_claim(NOW)
    services.relay_due(now=NOW + services.LEASE)

    services._record_failure(late, OSError(), now=NOW + services.LEASE)

    assert OutboxMessage.objects.get().state == "sent"


@pytest.mark.django_db
def test_retry_refuses_a_mail_that_is_being_sent() -> None:
    services.enqueue(kind="letter", reference="A1", now=NOW)
    message = relay_killed_after_claim(NOW)

    assert not services.retry(message_id=message.pk, now=NOW)

    assert services.relay_due(now=NOW) == 0


@pytest.mark.django_db
def test_mail_keeps_its_number_over_tries_and_changes_it_when_asked_for_again() -> None:
    services.enqueue(kind="letter", reference="A1", now=NOW)
    message = relay_killed_after_claim(NOW)
    services._deliver(message, registry.get_renderer("letter")("A1"))
    services.relay_due(now=NOW + services.LEASE)
    services.send_again(kind="letter", reference="A1", now=NOW + services.LEASE)
    services.relay_due(now=NOW + services.LEASE)

    numbers = [mail.extra_headers["Message-ID"] for mail in django_mail.outbox]

    assert [numbers.index(number) for number in numbers] == [0, 0, 2]


@pytest.mark.django_db
def test_mail_that_cannot_be_worded_does_not_hold_up_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def render(_reference: str) -> Mail:
        raise OutboxMessage.DoesNotExist

    monkeypatch.setitem(registry._RENDERERS, "torn", render)
    services.enqueue(kind="torn", reference="A1", now=NOW)
    services.enqueue(kind="letter", reference="A2", now=NOW)

    assert services.relay_due(now=NOW) == 1

    assert OutboxMessage.objects.get(kind="torn").error == "DoesNotExist"


@pytest.mark.django_db
@pytest.mark.usefixtures("dead_server")
def test_outage_uses_up_one_try_of_one_mail_only() -> None:
    for number in range(3):
        services.enqueue(kind="letter", reference=f"A{number}", now=NOW)

    services.relay_due(now=NOW)

    assert sorted(OutboxMessage.objects.values_list("tries", flat=True)) == [0, 0, 1]


@pytest.mark.django_db(transaction=True)
def test_mail_is_worded_and_sent_outside_any_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    inside: list[bool] = []

    def render(_reference: str) -> Mail:
        inside.append(connection.in_atomic_block)
        return Mail(to="dana@shopper.example", subject="s", text="t", html="h")

    monkeypatch.setitem(registry._RENDERERS, "letter", render)
    services.enqueue(kind="letter", reference="A1", now=NOW)

    services.relay_due(now=NOW)

    assert inside == [False]
    with pytest.raises(RuntimeError), transaction.atomic():
        services.relay_due(now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"tries": 9},
        {"state": "sent"},
        {"sent_at": NOW},
    ],
)
def test_database_refuses_a_mail_in_no_possible_state(wrong: dict[str, object]) -> None:
    message = services.enqueue(kind="letter", reference="A1", now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk).update(**wrong)

    message.refresh_from_db()
    assert (message.state, message.tries, message.sent_at) == ("waiting", 0, None)
