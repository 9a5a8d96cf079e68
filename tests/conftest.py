"""What every test may rely on."""

import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations
from playwright.sync_api import Browser, sync_playwright

from nomi.platform import doorbell

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Debian's Chromium; NO_BROWSER=1 leaves the journeys out, nothing else does."""
    if os.environ.get("NO_BROWSER") == "1":
        pytest.skip("NO_BROWSER=1")
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is missing: install it, or set NO_BROWSER=1 to go without journeys.")
    with pytest.MonkeyPatch.context() as patch:
        # the browser's driver runs an event loop in this thread, where tests also ask the database
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            yield browser
            browser.close()


@pytest.fixture(autouse=True)
def _let_the_bell_forget() -> None:
    """Let no test inherit another's broker that was away."""
    doorbell.bell.quiet_until = 0.0


@pytest.fixture(autouse=True)
def _know_the_policies_in_force() -> None:
    """Begin each test as a process that has read the policies today, so that counts stay literal.

    What it knows is true of every test: no policy takes force on the day it is approved.
    """
    from impact.shares import keeping, policies

    today = datetime.now(UTC).date()
    policies.SHARE_SHELF.known = (today, [keeping.build_share_policy()])
    policies.ALLOCATION_SHELF.known = (today, [keeping.build_allocation_policy()])
