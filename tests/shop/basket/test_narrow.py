"""The basket on a narrow phone, in languages with longer words."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

from tests.shop.shopping import make_country, make_product

pytestmark = pytest.mark.django_db(transaction=True)
OVERFLOWS = """() => [...document.querySelectorAll("#basket button")]
  .filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth)
  .map((one) => one.textContent.trim())"""


@pytest.mark.parametrize("language", ["en", "es", "km"])
def test_words_of_each_button_stay_on_it(
    browser: Browser, live_server: Any, client: Client, language: str
) -> None:
    prefix = "" if language == "en" else f"/{language}"
    make_country("US")
    client.post(f"{prefix}/basket/add/{make_product().pk}/", {"quantity": "1"})
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.context.add_cookies(
        [
            {"name": name, "value": morsel.value, "url": str(live_server)}
            for name, morsel in client.cookies.items()
        ]
    )

    page.goto(f"{live_server}{prefix}/basket/")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")

    assert page.locator("#add-code").is_visible()
    assert page.evaluate(OVERFLOWS) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.close()
