"""Threads that meet at one point of the code, however slow the machine is."""

import time
from collections.abc import Callable
from threading import Event
from typing import Any

from django.db import connection

PATIENCE = 60.0
"""Seconds; nobody waits so long unless something is broken."""


def wait_until(is_so: Callable[[], bool], *, seconds: float = PATIENCE) -> bool:
    """Return whether something came true in time, looking twenty times a second."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.05)
    return False


def count_waiting() -> int:
    """Return how many connections of this server wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])


def make_turnstile(people: int) -> Callable[[], None]:
    """Return a wait that ends when so many have come; it holds up nobody from then on."""
    come, everybody = [], Event()

    def wait() -> None:
        come.append(1)
        if len(come) >= people:
            everybody.set()
        everybody.wait(timeout=PATIENCE)

    return wait


def meet_after(call: Callable[..., Any], people: int = 2) -> Callable[..., Any]:
    """Return `call` so that nobody goes on from it before everybody has made it."""
    wait = make_turnstile(people)

    def together(*args: Any, **kwargs: Any) -> Any:
        answer = call(*args, **kwargs)
        wait()
        return answer

    return together
