"""One import at a time, over all processes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

KEY = 4_207_311
"""The advisory lock's number, ours alone."""


class TurnTakenError(Exception):
    """Another comparison is under way; nothing was done."""


@contextmanager
def take_turn() -> Iterator[None]:
    """Hold the turn; raise `TurnTakenError` when somebody else does.

    The lock belongs to the connection, not to a transaction: calls to Stripe happen in between.
    PostgreSQL gives it back when the process dies.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
        if not cursor.fetchone()[0]:
            raise TurnTakenError("Another comparison is under way. Try again in a minute.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY])
