"""Chromium opens the staff pages: the policy is never violated and everything still moves."""

from typing import Any

import pytest
from oscar.core.loading import get_model
from playwright.sync_api import BrowserContext, Page, expect

from tests.nomi.desk.rows import make_everything

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # Oscar's offer list is annotated and thereby loses its order; nothing here depends on it
    pytest.mark.filterwarnings("ignore:Pagination may yield inconsistent results"),
]
PAGES = [
    "/admin/",
    "/admin/catalogue/product/",
    "/admin/catalogue/product/add/",
    "/admin/catalogue/category/",
    "/admin/partner/stockrecord/",
    "/admin/costing/landedcost/add/",
    "/admin/order/order/",
    "/admin/stripe_checkout/paymentattempt/",
    "/admin/stripe_checkout/movement/",
    "/admin/outbox/outboxmessage/",
    "/admin/participants/trainingaccount/",
    "/admin/books/entry/",
    "/admin/voucher/voucher/",
    "/admin/voucher/voucher/add/",
    "/dashboard/reports/",
]


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(staff_context: BrowserContext, complaints: list[str]) -> Page:
    make_everything()
    page = staff_context.new_page()
    page.set_default_timeout(60_000)
    page.on(
        "console",
        lambda message: (
            complaints.append(f"{page.url} {message.text}")
            if message.type in {"error", "warning"}
            else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(f"{page.url} {error}"))
    return page


def test_staff_pages_raise_no_complaint(
    page: Page, live_server: Any, complaints: list[str]
) -> None:
    for address in PAGES:
        response = page.goto(f"{live_server.url}{address}")
        assert response is not None
        assert (address, response.status) == (address, 200)
        page.wait_for_load_state("networkidle")

    assert complaints == []


def test_sidebar_theme_and_user_menu_move(
    page: Page, live_server: Any, complaints: list[str]
) -> None:
    page.goto(f"{live_server.url}/admin/")
    sidebar = page.locator("#nav-sidebar")

    expect(sidebar).to_be_visible()
    page.get_by_text("dock_to_right").or_(
        page.locator("[x-on\\:click*=sidebarDesktopOpen]")
    ).first.click()
    expect(sidebar).to_be_hidden()
    page.reload()
    expect(sidebar).to_be_hidden()
    page.locator("[x-on\\:click*=sidebarDesktopOpen]").first.click()
    expect(sidebar).to_be_visible()
    page.locator("[x-on\\:click*='openUserLinks =']").click()
    page.locator(
        "[x-on\\:click*=\"switchTheme('dark')\"], [x-on\\:click*=\"adminTheme = 'dark'\"]"
    ).first.click()
    expect(page.locator("html")).to_have_class("dark")

    assert complaints == []


def test_product_form_works_whole(page: Page, live_server: Any, complaints: list[str]) -> None:
    child = get_model("catalogue", "Product").objects.filter(structure="child").first()
    page.goto(f"{live_server.url}/admin/catalogue/product/{child.pk}/change/")

    page.get_by_role("link", name="Stock record").click()
    expect(page.locator("#id_stockrecords-0-price")).to_be_visible()
    expect(page.locator("#id_title")).to_be_hidden()
    page.locator("#id_stockrecords-0-num_in_stock").fill("77")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()

    assert child.stockrecords.get().num_in_stock == 77
    assert complaints == []


def test_pickers_filters_and_buttons_work(
    page: Page, live_server: Any, complaints: list[str]
) -> None:
    order = get_model("order", "Order").objects.get(number="N-4711")

    page.goto(f"{live_server.url}/admin/costing/landedcost/add/")
    page.locator(".select2-selection").first.click()
    page.locator(".select2-search__field").fill("TOTE-BHB-NATURAL")
    page.get_by_text("(TOTE-BHB-NATURAL)").click()
    page.locator(".datetimeshortcuts a").last.click()
    page.locator(".calendarbox td a").first.click()
    assert page.locator("#id_effective_on").input_value() != ""
    assert page.locator("#id_stockrecord").input_value() != ""

    page.goto(f"{live_server.url}/admin/order/order/")
    page.get_by_text("Filters").click()
    page.get_by_role("link", name="Paid").click()
    page.wait_for_url("**status*")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)

    page.goto(f"{live_server.url}/admin/order/order/{order.pk}/change/")
    page.get_by_role("link", name="Put on hold").click()
    page.get_by_label("Reason").fill("Address looks odd")
    page.get_by_role("button", name="Put on hold").click()
    expect(page.get_by_text("The order is on hold.")).to_be_visible()

    order.refresh_from_db()
    assert order.status == "On hold"
    assert complaints == []
