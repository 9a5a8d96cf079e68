"""Chromium works on the catalogue: pictures are dragged, and the policy is never violated."""

from pathlib import Path
from typing import Any

import pytest
from oscar.core.loading import get_model
from playwright.sync_api import BrowserContext, Page, expect

from tests.shop.goods import Family, make_category, make_family
from tests.shop.goods_room.pages import make_upload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def family(settings: Any, tmp_path: Path) -> Family:
    settings.MEDIA_ROOT = tmp_path
    family = make_family(category=make_category("Bags"))
    for place, caption in enumerate(("First", "Second")):
        family.parent.images.create(original=make_upload(), caption=caption, display_order=place)
    return family


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(staff_context: BrowserContext, complaints: list[str]) -> Page:
    page = staff_context.new_page()
    page.set_default_timeout(60_000)
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


def test_pictures_are_dragged_into_their_order(
    page: Page, live_server: Any, family: Family, complaints: list[str]
) -> None:
    page.goto(f"{live_server}/admin/catalogue/product/{family.parent.pk}/change/#images")
    rows = page.locator("#images-data > tbody.original")
    expect(rows).to_have_count(2)
    handle = rows.nth(1).get_by_text("drag_indicator")

    handle.hover()
    page.mouse.down()
    rows.nth(0).get_by_text("drag_indicator").hover()
    rows.nth(0).get_by_text("drag_indicator").hover()  # the first move only begins to drag
    expect(rows.nth(0).locator("[name$=caption]")).to_have_value("Second")
    page.mouse.up()
    expect(page.locator("[name=images-1-display_order]")).to_have_value("0")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()

    images = get_model("catalogue", "ProductImage").objects.order_by("display_order")
    assert [image.caption for image in images] == ["Second", "First"]
    assert complaints == []


def test_pages_of_the_catalogue_keep_the_policy(
    page: Page, live_server: Any, family: Family, complaints: list[str]
) -> None:
    for address in ("prices/", "table/", f"{family.parent.pk}/preview/"):
        page.goto(f"{live_server}/admin/catalogue/product/{address}")
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address

    assert complaints == []
