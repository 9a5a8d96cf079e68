"""Chromium on the product's page: with scripts, and without."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect

from shop.pictures.services import adopt_renditions
from tests.shop.goods import Family, make_category, make_family

pytestmark = pytest.mark.django_db(transaction=True)
SMALL: ViewportSize = {"width": 320, "height": 640}


@pytest.fixture
def goods(settings: Any, tmp_path: Path) -> list[Family]:
    settings.MEDIA_ROOT = tmp_path
    content = BytesIO()
    Image.new("RGB", (400, 500), "#2e3968").save(content, "WEBP")
    default_storage.save("a-400.webp", ContentFile(content.getvalue()))
    adopt_renditions(name="a.jpg", width=400, height=500, widths=[400])
    category = make_category("Bags")
    marks = {"navy-s": 2, "navy-m": 2, "sage-m": 2, "sage-s": 0}
    goods = [
        make_family(title, slug=title.lower(), category=category, marks=marks)
        for title in ("First", "Second")
    ]
    for family in goods:
        family.parent.images.create(original="a.jpg", caption="A tote", display_order=0)
    return goods


@pytest.fixture
def complaints() -> list[str]:
    return []


def open_page(browser: Browser, complaints: list[str], **options: Any) -> Page:
    page = browser.new_context(viewport=SMALL, **options).new_page()
    page.set_default_timeout(60_000)
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


@pytest.fixture
def page(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    page = open_page(browser, complaints)
    yield page
    page.context.close()


def find(live_server: Any, family: Family) -> str:
    path = reverse("catalogue:detail", args=(family.parent.slug, family.parent.pk))
    return f"{live_server}{path}"


def test_what_was_looked_at_stays_in_the_browser_and_can_be_forgotten(
    page: Page, live_server: Any, goods: list[Family], complaints: list[str]
) -> None:
    first, second = goods
    page.goto(find(live_server, first))
    expect(page.locator("#seen")).to_be_hidden()
    page.goto(find(live_server, second))

    expect(page.locator("#seen h3")).to_have_text(["First"])
    cookies = {cookie["name"] for cookie in page.context.cookies()}
    page.get_by_role("button", name="Forget it").click()
    expect(page.locator("#seen")).to_be_hidden()
    page.goto(find(live_server, first))

    expect(page.locator("#seen h3")).to_have_text(["Second"])
    assert cookies <= {"csrftoken"}
    assert complaints == []


def test_picture_opens_over_the_page_and_closes_by_key(
    page: Page, live_server: Any, goods: list[Family], complaints: list[str]
) -> None:
    page.goto(find(live_server, goods[0]))

    page.locator("[data-zoom]").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("img")).to_have_attribute("src", f"{live_server}/media/a-400.webp")
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    assert page.evaluate("document.activeElement.hasAttribute('data-zoom')")
    assert complaints == []


def test_chosen_size_stands_in_the_address_and_goes_along(
    page: Page, live_server: Any, goods: list[Family]
) -> None:
    page.goto(find(live_server, goods[0]))

    page.get_by_text("M", exact=True).click()
    page.get_by_role("link", name="Sage").click()

    expect(page).to_have_url(re.compile(r"\?colour=sage&size=m$"))
    expect(page.locator("input[name=variant]:checked")).to_have_value(
        str(goods[0].children["sage-m"].pk)
    )
    expect(page.locator("input[name=variant]:disabled")).to_have_count(1)


def test_page_fits_a_small_phone_and_works_without_scripts(
    browser: Browser, live_server: Any, goods: list[Family], complaints: list[str]
) -> None:
    page = open_page(browser, complaints, java_script_enabled=False)
    page.goto(find(live_server, goods[0]))

    box = page.locator("main").bounding_box()
    shown = [page.locator(place).is_visible() for place in ("#seen", "#zoom", "[data-copy]")]
    page.locator("[data-zoom]").first.click()

    expect(page).to_have_url(re.compile("/media/a-400.webp$"))
    assert box is not None
    assert box["width"] <= SMALL["width"]
    assert shown == [False, False, False]
    page.context.close()
