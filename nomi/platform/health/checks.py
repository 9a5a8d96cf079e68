"""The questions behind /readyz. Each returns words when something is wrong, None when not."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

import redis
from celery import current_app
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from kombu.utils.url import parse_url

from nomi.platform.outbox import queries

LONGEST_LAG = timedelta(minutes=10)
"""A mail due for longer than this means that nobody relays."""
SECONDS = 2


def ask_database() -> str | None:
    """Ask the database for one row."""
    try:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("select 1")
    except Error as error:
        return f"The database does not answer ({type(error).__name__})."
    return None


def ask_migrations() -> str | None:
    """Look for migrations that the code has and the database has not."""
    try:
        return _find_missing_migrations()
    except Error as error:
        return f"The migrations cannot be read ({type(error).__name__})."


def _find_missing_migrations() -> str | None:
    if _all_applied.cache_info().currsize:
        return None
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return f"{len(missing)} migrations are not applied."
    _all_applied()
    return None


@cache
def _all_applied() -> bool:
    # a database never loses a migration while this code runs: asked until it is true, then kept
    return True


def ask_redis() -> str | None:
    """Ping the broker."""
    parts = parse_url(settings.CELERY_BROKER_URL)
    unix = str(parts["transport"]).endswith("socket")
    try:
        client = (
            redis.Redis(unix_socket_path=_socket_path(), socket_timeout=SECONDS)
            if unix
            else redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=SECONDS)
        )
        with client:
            client.ping()
    except (redis.RedisError, OSError) as error:
        return f"Redis does not answer ({type(error).__name__})."
    return None


def _socket_path() -> str:
    return str(current_app.conf.broker_url).partition("://")[2]


def ask_outbox() -> str | None:
    """Look how long the oldest due mail has waited."""
    try:
        lag = queries.get_lag(now=timezone.now())
    except Error as error:
        return f"The outbox cannot be read ({type(error).__name__})."
    if lag > LONGEST_LAG:
        return (
            f"A mail has waited for {int(lag.total_seconds() // 60)} minutes: is a worker running?"
        )
    return None


CHECKS: dict[str, Callable[[], str | None]] = {
    "database": ask_database,
    "migrations": ask_migrations,
    "redis": ask_redis,
    "outbox": ask_outbox,
}
