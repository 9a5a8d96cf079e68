"""After a test that commits, every table is as a fresh database has it.

Django's flush empties all tables and lets every app fill its own anew, more than a second for each
such test. Here only the tables that differ are touched.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

BEGINNING = "beginning"
"""The schema with a copy of each table that is not empty in a fresh database."""
FILLED = "EXISTS (TABLE {table})"
CHANGED = """EXISTS (
    (SELECT one::text FROM {table} one EXCEPT ALL SELECT one::text FROM beginning.{table} one)
    UNION ALL
    (SELECT one::text FROM beginning.{table} one EXCEPT ALL SELECT one::text FROM {table} one)
)"""


def remember() -> None:
    """Empty every table of what an earlier run left, and keep what the apps put in by themselves.

    Needed once, when the database stands.
    """
    with _no_trigger_heeded() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {BEGINNING} CASCADE")
        cursor.execute(f"CREATE SCHEMA {BEGINNING}")
        for table in _find(cursor, dict.fromkeys(_list_tables(), FILLED)):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - our own name
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    with connection.cursor() as cursor:
        for table in _find(cursor, dict.fromkeys(_list_tables(), FILLED)):
            cursor.execute(f"CREATE TABLE {BEGINNING}.{table} AS TABLE {table}")


def put_back() -> None:
    """Empty the tables that a test filled; give those it changed their first rows again."""
    with _no_trigger_heeded() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [BEGINNING])
        kept = {name for (name,) in cursor}
        conditions = {table: CHANGED if table in kept else FILLED for table in _list_tables()}
        for table in _find(cursor, conditions):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - our own name
            if table in kept:
                cursor.execute(f"INSERT INTO {table} TABLE {BEGINNING}.{table}")


@contextmanager
def _no_trigger_heeded() -> Iterator[CursorWrapper]:
    """Let a superuser, who the tests are, pass by guards and foreign keys in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor


def _list_tables() -> list[str]:
    return sorted(connection.introspection.django_table_names(include_views=False))


def _find(cursor: CursorWrapper, conditions: dict[str, str]) -> list[str]:
    """Return the tables whose condition holds."""
    questions = [
        f"SELECT '{table}' WHERE {condition.format(table=table)}"
        for table, condition in conditions.items()
    ]
    cursor.execute(" UNION ALL ".join(questions))
    return [name for (name,) in cursor.fetchall()]
