"""Ten looks an hour are ten, however many run at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from impact.vault.models import Look
from impact.vault.refusals import TooManyLooksError
from impact.vault.services.looking import reveal_field
from tests.impact.vault.builders import build_looker

pytestmark = pytest.mark.django_db(transaction=True)
LOCK = "PERFORM pg_catalog.pg_advisory_xact_lock"
COUNTED = "RETURN NEW;"
SLOWLY = "PERFORM pg_catalog.pg_sleep(3); RETURN NEW;"
"""After the count: whoever comes meanwhile counts as few."""


def read(code: str) -> int:
    try:
        reveal_field(account_code=code, field="phone", looker=build_looker())
    except TooManyLooksError:
        return 0
    finally:
        connections.close_all()
    return 1


def read_at_once(code: str) -> int:
    with ThreadPoolExecutor(20) as pool:
        return sum(pool.map(read, [code] * 20))


def test_twenty_looks_at_once_are_ten(transactional_db: None, code: str) -> None:
    assert read_at_once(code) == 10
    assert Look.objects.filter(kind="revealed").count() == 10


@pytest.fixture
def uncounted() -> Iterator[None]:
    """Take the lock out of the trigger: its twin without the guard."""
    name = "pgtrigger_look_is_one_of_few_within_an_hour"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname LIKE %s", [f"{name}%"]
        )
        text = cursor.fetchone()[0]
        assert LOCK in text
        before, _last, after = text.replace(LOCK, "-- " + LOCK).rpartition(COUNTED)
        cursor.execute(before + SLOWLY + after)
    yield
    with connection.cursor() as cursor:
        cursor.execute(text)


@pytest.mark.usefixtures("uncounted")
def test_control_without_the_lock_lets_more_through(transactional_db: None, code: str) -> None:
    assert read_at_once(code) > 10
