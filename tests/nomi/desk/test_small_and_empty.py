"""What staff see on a phone, and where there is nothing yet."""

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext

from impact.consents.models import Purpose
from impact.pages.services.publications import make_publication
from shop.search.models import Synonym
from tests.impact.consents.builders import allow
from tests.impact.pages.cohorts import DUE, QUARTER, write_code
from tests.impact.pages.test_women_counted import EARLY
from tests.impact.participants.builders import hold, make_participant


@pytest.mark.django_db(transaction=True)
def test_figures_to_look_through_fit_a_phone(
    staff_context: BrowserContext, live_server: Any
) -> None:
    for number in range(1, 13):
        hold(make_participant(write_code(number)))
        allow(write_code(number), EARLY, purpose=Purpose.STATISTICS)
    made = make_publication(quarter_on=QUARTER, now=DUE)
    page = staff_context.new_page()
    page.set_viewport_size({"width": 320, "height": 800})

    page.goto(f"{live_server}/admin/impact_pages/publication/{made.pk}/change/")

    assert page.get_by_role("columnheader", name="Upper quartile").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.django_db(transaction=True)
def test_list_cuts_no_words_off_on_a_phone(staff_context: BrowserContext, live_server: Any) -> None:
    Synonym.objects.create(
        typed=", ".join(f"word number {number}" for number in range(12)), goods="x"
    )
    page = staff_context.new_page()
    page.set_viewport_size({"width": 320, "height": 800})

    page.goto(f"{live_server}/admin/shop_search/synonym/")

    cut = """cells => cells.filter((one) => one.scrollHeight > one.clientHeight + 1)
      .map((one) => one.dataset.label)"""
    assert page.locator("#result_list tbody :is(td, th)").evaluate_all(cut) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.django_db
def test_empty_list_says_so_and_leads_back_from_a_search(staff_client: Client) -> None:
    empty = staff_client.get("/admin/stripe_checkout/dispute/").content.decode()
    searched = staff_client.get("/admin/stripe_checkout/dispute/?q=zebra").content.decode()

    said = ("There is nothing here so far.", "Nothing here matches", "yielded", "Stripe_Checkout")
    assert [empty.count(words) for words in said] == [1, 0, 0, 0]
    assert [searched.count(words) for words in said] == [0, 1, 0, 0]
