from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from nomi.platform.health import queries
from nomi.platform.outbox.models import OutboxMessage

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a slow machine time to answer."""
    monkeypatch.setattr(queries, "DATABASE_LIMIT_MS", 60_000)
    monkeypatch.setattr(queries, "REDIS_LIMIT_SECONDS", 60.0)


def find_unwell(now: datetime = NOW) -> dict[str, str]:
    return {check.name: check.words for check in queries.run_checks(now=now) if not check.is_well}


def test_livez_answers_any_host_without_a_database(client: Client) -> None:
    answer = client.get("/livez", headers={"host": "10.0.0.7"})

    assert (answer.status_code, answer.json()) == (200, {"status": "alive"})


@pytest.mark.django_db
def test_readyz_is_ready_when_all_is_well(client: Client) -> None:
    answer = client.get("/readyz", headers={"host": "10.0.0.7"})

    assert (answer.status_code, answer.json()["status"]) == (200, "ready"), answer.json()
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
@override_settings(REDIS_URL="redis+socket:///nowhere/redis.sock")
def test_readyz_says_that_redis_is_away(client: Client) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["redis"] == {
        "status": "unwell",
        "words": "Redis did not answer (ConnectionError)",
    }


@pytest.mark.django_db
def test_readyz_says_that_a_migration_is_missing() -> None:
    MigrationRecorder(connection).record_unapplied("outbox", "0001_initial")

    assert find_unwell() == {
        "migrations": "1 not applied: outbox.0001_initial. Run manage.py migrate"
    }


@pytest.mark.django_db
def test_readyz_says_that_mails_wait_too_long() -> None:
    OutboxMessage.objects.create(kind="a", reference="b", due_at=NOW, created_at=NOW)

    unwell = [find_unwell(NOW + timedelta(minutes=minutes)) for minutes in (10, 11)]

    assert unwell == [{}, {"outbox": "the oldest mail has waited for 660 s"}]


@pytest.mark.django_db
def test_readyz_gives_up_on_a_slow_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask_slowly() -> str:
        with queries._limited(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")
        return "too late"

    monkeypatch.setattr(queries, "DATABASE_LIMIT_MS", 50)
    monkeypatch.setattr(queries, "_ask_database", ask_slowly)

    assert find_unwell() == {"database": "the database did not answer (OperationalError)"}


@pytest.mark.django_db
def test_readyz_asks_the_database_little(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/readyz")

    with django_assert_num_queries(14):
        client.get("/readyz")


def test_probes_take_no_post(client: Client) -> None:
    assert client.post("/readyz").status_code == 405
