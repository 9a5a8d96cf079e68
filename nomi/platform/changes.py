"""Hear from the database that something on public pages changed, and tell every process.

Triggers send a NOTIFY with the number of their transaction. Every connection listens; the database
hands the word to the connection that committed before it answers, so that whoever changed
something has told the others by the time `commit` returns. Nothing in Python has to know which
tables count. When the committing process dies in that very moment, any other connection hears the
same word with its next statement.
"""

from typing import Any
from uuid import uuid4

import structlog
from django.core.cache import cache
from psycopg2.extensions import Notify, connection
from redis.exceptions import RedisError

CHANNEL = "public_pages_changed"
STATE = "public-pages:state"
HEARD_SECONDS = 3_600
"""A connection that is silent for longer may tell the others once more; that costs time only."""

log = structlog.get_logger()


class Ear(list[Notify]):
    """Where the driver puts what it hears; nothing is kept."""

    def append(self, word: Notify) -> None:
        """Pass the word on."""
        if word.channel == CHANNEL:
            tell_change(word.payload)


class ListeningConnection(connection):
    """A connection that listens from the start; the driver reads the word with each answer."""

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        self.notifies = Ear()
        with self.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        self.commit()


def hear_changes(database: dict[str, Any]) -> dict[str, Any]:
    """Return the database's settings with connections that listen."""
    options = {**database["OPTIONS"], "connection_factory": ListeningConnection}
    return {**database, "OPTIONS": options}


def tell_change(number: str) -> None:
    """Begin another state of public pages, once for each transaction that changed them.

    The state is new before the transaction counts as heard: killed in between, another tells it.
    """
    heard = f"{STATE}:{number}"
    try:
        if cache.get(heard) is None:
            cache.set(STATE, uuid4().hex, timeout=None)
            cache.set(heard, 1, timeout=HEARD_SECONDS)
    except RedisError as error:
        log.warning("change_not_told", error=type(error).__name__)
