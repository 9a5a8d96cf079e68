from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from django.test import Client

from nomi.platform.health import checks
from nomi.platform.outbox import services


@pytest.mark.django_db
def test_readyz_is_ready_when_every_part_answers(client: Client) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "status": "ready", "database": "ok", "migrations": "ok", "redis": "ok", "outbox": "ok",
    }  # fmt: skip


@pytest.mark.django_db
def test_readyz_says_that_redis_is_gone(client: Client, settings: LazySettings) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["redis"] == "Redis does not answer (ConnectionError)."


@pytest.mark.django_db
def test_readyz_says_that_nobody_relays_the_outbox(client: Client) -> None:
    services.enqueue(kind="letter", reference="A1", now=datetime(2026, 1, 1, tzinfo=UTC))

    response = client.get("/readyz")

    assert response.status_code == 503
    assert "is a worker running?" in response.json()["outbox"]


@pytest.mark.django_db
def test_readyz_says_that_migrations_are_missing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "_find_missing_migrations", lambda: "2 migrations are not applied.")
    monkeypatch.setitem(checks.CHECKS, "migrations", checks.ask_migrations)

    assert client.get("/readyz").status_code == 503


def test_livez_asks_nothing_of_anybody(client: Client) -> None:
    assert client.get("/livez").json() == {"status": "alive"}


def test_health_pages_take_no_post(client: Client) -> None:
    assert client.post("/readyz").status_code == 405
