"""The checks behind `/readyz`. Each answers in words, and none waits longer than its limit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from nomi.platform.health.migrations import find_unapplied
from nomi.platform.outbox.queries import get_lag

DATABASE_LIMIT_MS = 2_000
REDIS_LIMIT_SECONDS = 1.0
OUTBOX_LIMIT = timedelta(minutes=10)
"""A mail that has been due for longer means that no worker relays, or no mail server takes it."""
NAMES_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Check:
    """What was looked at, whether it is well, and how it stands in words."""

    name: str
    is_well: bool
    words: str
    is_vital: bool = True
    """Whether the proxy must send nobody here while it is unwell."""


class UnwellError(Exception):
    """A check found something wrong; its words say what."""


WATCHED: dict[str, Callable[[], str | None]] = {}
"""Questions of other rooms: words when something is wrong. The store serves on meanwhile."""


def run_checks(*, now: datetime) -> list[Check]:
    """Look at everything the store needs in order to sell; without the database only at Redis."""
    checks = [_look("database", _ask_database)]
    if checks[0].is_well:
        checks += [
            _look("migrations", _ask_migrations),
            _look("outbox", lambda: _ask_outbox(now=now)),
            *(_watch(name, ask) for name, ask in WATCHED.items()),
        ]
    checks.append(_look("redis", lambda: _ask_redis(settings.REDIS_URL)))
    if settings.CACHE_REDIS_URL != settings.REDIS_URL:
        checks.append(_look("cache", lambda: _ask_redis(settings.CACHE_REDIS_URL)))
    return checks


def _look(name: str, ask: Callable[[], str]) -> Check:
    try:
        return Check(name=name, is_well=True, words=ask())
    except UnwellError as unwell:
        return Check(name=name, is_well=False, words=str(unwell))
    except DatabaseError as error:
        words = f"the database did not answer ({type(error).__name__})"
        return Check(name=name, is_well=False, words=words)
    except (RedisError, OSError) as error:
        words = f"Redis did not answer ({type(error).__name__})"
        return Check(name=name, is_well=False, words=words)


def _watch(name: str, ask: Callable[[], str | None]) -> Check:
    wrong = ask()
    return Check(name=name, is_well=not wrong, words=wrong or "works", is_vital=False)


def _ask_database() -> str:
    with _limited(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery()")
        (is_read_only,) = cursor.fetchone() or (True,)
    if is_read_only:
        raise UnwellError("the database takes no writes: it is a standby")
    return "takes writes"


def _ask_migrations() -> str:
    with _limited():
        missing = find_unapplied()
    if missing:
        shown = ", ".join(missing[:NAMES_SHOWN])
        raise UnwellError(f"{len(missing)} not applied: {shown}. Run manage.py migrate")
    return "all applied"


def _ask_outbox(*, now: datetime) -> str:
    with _limited():
        lag = get_lag(now=now)
    if lag > OUTBOX_LIMIT:
        raise UnwellError(f"the oldest mail has waited for {int(lag.total_seconds())} s")
    return f"{int(lag.total_seconds())} s behind"


def _ask_redis(address: str) -> str:
    client = Redis.from_url(
        address.replace("redis+socket://", "unix://"),
        socket_connect_timeout=REDIS_LIMIT_SECONDS,
        socket_timeout=REDIS_LIMIT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    with client:
        client.ping()
    return "answers"


@contextmanager
def _limited() -> Iterator[None]:
    """Open a transaction whose statements end within `DATABASE_LIMIT_MS`."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(DATABASE_LIMIT_MS)])
        yield
