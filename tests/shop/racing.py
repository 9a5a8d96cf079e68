"""Run the same thing in many threads at once, each with its own connection."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from django.db import connection, connections


def race(*calls: Callable[[], Any]) -> list[Any]:
    """Start all calls together; return what each returned, or the exception it raised."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            return call()
        except Exception as error:  # noqa: BLE001 - the test looks at what came
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return list(pool.map(run, calls))


def meet_before(call: Callable[..., Any], people: int) -> Callable[..., Any]:
    """Return `call` so that nobody begins it before everybody has come to it."""
    door = Barrier(people)

    def together(**given: Any) -> Any:
        door.wait(timeout=60)
        return call(**given)

    return together


@contextmanager
def without_constraint(table: str, name: str) -> Iterator[None]:
    """Take a CHECK off for a control; rows that break it stay until the test's own flush."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name]
        )
        [definition] = cursor.fetchone()
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition} NOT VALID')
