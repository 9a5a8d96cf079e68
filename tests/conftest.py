"""What every test may rely on."""

from collections.abc import Sequence

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations

flush_as_it_is = DatabaseOperations.execute_sql_flush


def _flush_books_too(operations: DatabaseOperations, sql_list: Sequence[str]) -> None:
    """Flush the tables after a transactional test, the books' included.

    The books refuse TRUNCATE save here: a superuser, a database named `test_…`, this setting.
    """
    flush_as_it_is(operations, ["SET LOCAL nomi.flush_tests = 'on'", *sql_list])


@pytest.fixture(scope="session", autouse=True)
def _let_flush_empty_the_books() -> None:
    """Lift the TRUNCATE guards for the runner's own flush, and for nothing else."""
    DatabaseOperations.execute_sql_flush = _flush_books_too
