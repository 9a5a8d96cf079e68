"""What staff read in the evening: dark pages, as the device asks for them."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from tests.contrast import FAINT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(staff_context: BrowserContext) -> Page:
    page = staff_context.new_page()
    page.emulate_media(color_scheme="dark")
    return page


@pytest.mark.parametrize(
    ("name", "words"),
    [("index", "Nothing waits under:"), ("books_trial_balance", "Debits are drawn solid")],
)
def test_notes_are_read_by_night(page: Page, live_server: Any, name: str, words: str) -> None:
    page.goto(f"{live_server}{reverse(f'admin:{name}')}")

    assert page.locator("html.dark").count() == 1
    assert page.get_by_text(words).count() == 1
    assert page.locator("#main").evaluate(FAINT) == []


def test_what_is_wrong_is_read_by_night(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server}/admin/consents/safetyflag/add/")
    page.locator("form.desk-card").evaluate("form => form.submit()")

    page.get_by_role("alert").first.wait_for()
    assert page.locator("#main").evaluate(FAINT) == []
