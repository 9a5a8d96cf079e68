"""Which migrations the code has and the database lacks."""

from functools import lru_cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Name = tuple[str, str]


@lru_cache(maxsize=1)
def get_known() -> dict[Name, frozenset[Name]]:
    """Return the migrations in the code, each with those it replaces. Read from disk once."""
    loader = MigrationLoader(None)
    return {name: frozenset(found.replaces) for name, found in loader.disk_migrations.items()}


def find_unapplied() -> list[str]:
    """Return the names of migrations that have not run, in order; one query."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    for name, replaced in get_known().items():
        if replaced and (name in applied or replaced <= applied):
            applied |= {name, *replaced}
    return sorted(".".join(name) for name in get_known().keys() - applied)
