"""What every test may rely on."""

import gc
import os
import shutil
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django import DjangoDbBlocker
from xdist.scheduler import LoadFileScheduling

from nomi.platform import doorbell
from tests import putting_back, servers

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

WITHOUT_DATABASE = ("tests/nomi/sandbox/", "tests/nomi/stack/", "tests/nomi/test_production.py")
"""What fills the minute in which the migrations are still being applied."""
LONGEST = ("tests/journeys/", "tests/bad_input/", "tests/safety/")
"""What takes minutes comes next, so that no worker is left alone with it at the end."""

settings.register_profile(
    "ours",
    deadline=None,  # a slow machine is no failure
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("EVERY_EXAMPLE") != "yes",  # `make soak` draws others each time
)
settings.load_profile("ours")


class ByFile(LoadFileScheduling):
    """Each file to one worker; the journeys together, since they share one running store."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return LONGEST[0] if file.startswith(LONGEST[0]) else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Hand out the tests to the workers."""
    return ByFile(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for garbage seldom: not among modules and tests, which stay, and not at every turn."""
    gc.disable()
    found = yield
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what can begin first, then the longest."""
    places = (WITHOUT_DATABASE, LONGEST, "")
    items.sort(key=lambda item: [item.nodeid.startswith(place) for place in places].index(True))


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Start this worker's own server; so no worker's database needs a name of its own."""
    servers.start_postgres()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Remember how the tables begin; tests that commit put them back instead of flushing."""
    with django_db_blocker.unblock():
        putting_back.remember()
    TransactionTestCase._fixture_teardown = lambda _case: putting_back.put_back()


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
        expect.set_options(timeout=60_000)  # a slow machine is no failure
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
