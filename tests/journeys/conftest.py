"""The running store and a browser; both start once for all journeys."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.store import make_store
from nomi.stack.store import Store

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
        store = make_store(folder)
        store.start()
    yield store
    store.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Debian's Chromium; NO_BROWSER=1 leaves the journeys out, nothing else does."""
    if os.environ.get("NO_BROWSER") == "1":
        pytest.skip("NO_BROWSER=1")
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("Chromium is missing: install it, or set NO_BROWSER=1 to go without journeys.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """Return what the browser's console complained of, content policy violations first of all."""
    return []


def _open(browser: Browser, complaints: list[str], size: dict[str, int]) -> BrowserContext:
    context = browser.new_context(viewport=size, java_script_enabled=True)
    context.set_default_timeout(15_000)
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
