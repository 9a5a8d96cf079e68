"""A member of staff, signed in."""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext

from nomi.demo.staff import STAFF_EMAIL, seed_staff


@pytest.fixture
def staff_client(client: Client, db: None) -> Client:
    from django.contrib.auth import get_user_model

    seed_staff()
    client.force_login(get_user_model().objects.get(email=STAFF_EMAIL))
    return client


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
