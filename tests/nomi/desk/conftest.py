"""A browser and pages to look at."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from nomi.demo.staff import STAFF_EMAIL, seed_staff


@pytest.fixture
def staff_client(client: Client, db: None) -> Client:
    from django.contrib.auth import get_user_model

    seed_staff()
    client.force_login(get_user_model().objects.get(email=STAFF_EMAIL))
    return client


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if os.environ.get("NO_BROWSER") == "1":
        pytest.skip("NO_BROWSER=1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            found = playwright.chromium.executable_path
            path = found if os.path.exists(found) else shutil.which("chromium")  # noqa: PTH110
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            yield browser
            browser.close()


@pytest.fixture
def staff_context(
    browser: Browser, live_server: object, staff_client: Client
) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies(
        [
            {
                "name": "sessionid",
                "value": staff_client.cookies["sessionid"].value,
                "url": str(live_server),
            }
        ]
    )
    yield context
    context.close()
