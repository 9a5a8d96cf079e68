"""The running store, started once for all journeys, and pages to walk through it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from bench.store import make_store
from nomi.stack.store import Store
from tests import first_cluster

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def store() -> Iterator[Store]:
    """Return a seeded store with web, worker and beat on servers of its own."""
    folder = Path(tempfile.mkdtemp(prefix="nomi-journey-"))
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "REDIS_URL", "CACHE_REDIS_URL", "NOMI_LOCAL_DIR"):
            patch.delenv(name, raising=False)
        patch.delenv("STRIPE_API_KEY", raising=False)
        patch.delenv("STRIPE_API_BASE", raising=False)
        patch.delenv("STAFF_WITHOUT_SECOND_FACTOR", raising=False)
        store = make_store(folder)
        if store.postgres:
            first_cluster.give(store.postgres)
        store.start()
    yield store
    store.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def complaints() -> list[str]:
    """Return what the browser's console complained of, content policy violations first of all."""
    return []


def _open(browser: Browser, complaints: list[str], size: dict[str, int]) -> BrowserContext:
    context = browser.new_context(viewport=size, java_script_enabled=True)
    context.set_default_timeout(60_000)
    context.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    return context


@pytest.fixture
def phone(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """Return a page on a phone."""
    context = _open(browser, complaints, PHONE)
    yield context.new_page()
    context.close()


@pytest.fixture
def desktop(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """Return a page on a desktop."""
    context = _open(browser, complaints, DESKTOP)
    yield context.new_page()
    context.close()
