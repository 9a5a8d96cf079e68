"""What a search field offers while somebody types."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Error, Page, Route, expect

from tests.shop.goods import make_category, make_family, settle


def fill_shelf() -> None:
    bags = make_category("Market bags")
    make_family("Canvas tote", slug="canvas", marks={"navy": 1}, category=bags)
    make_family("Canvas pouch", slug="pouch", marks={"sage": 1}, kind="Pouch")
    make_family("Wooden holder", slug="holder", description="For canvas too.", kind="Holder")


def offer(client: Client, text: str) -> Any:
    return client.get("/search/suggest/", {"q": text}).context["offered"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "goods", "categories"),
    [
        ("canv", ["Canvas pouch", "Canvas tote"], []),
        ("canvas to", ["Canvas tote"], []),
        ("bag", ["Canvas tote"], ["Market bags"]),
        ("holdre", ["Wooden holder"], []),
        ("zzzzqq", [], []),
        ("ca'); drop table x; --", [], []),
    ],
)
def test_letters_offer_goods_and_categories_by_name(
    typed: str, goods: list[str], categories: list[str], client: Client
) -> None:
    fill_shelf()

    offered = offer(client, typed)

    assert [card.title for card in offered.cards] == goods
    assert [category.name for category in offered.categories] == categories


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "c", " c ", "&|!"])
def test_too_few_letters_offer_nothing_and_ask_nothing(
    typed: str, client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/search/suggest/", {"q": typed})

    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.django_db
def test_suggestions_ask_little_and_are_the_same_for_all(
    client: Client, django_assert_num_queries: Any
) -> None:
    for number in range(9):
        make_family(f"Canvas {number}", slug=f"canvas-{number}")
    settle()
    offer(client, "canv")

    with django_assert_num_queries(2):
        response = client.get("/search/suggest/", {"q": "canva"})

    assert len(response.context["offered"].cards) == 5
    assert (len(response.cookies), response.headers["Cache-Control"]) == (
        0,
        "public, no-cache, max-age=0",
    )


@pytest.mark.django_db
def test_title_cannot_leave_its_entry(client: Client) -> None:
    make_family("<b onclick=x>Canvas", slug="odd")

    html = client.get("/search/suggest/", {"q": "canvas"}).content.decode()

    assert "<b onclick" not in html
    assert "&lt;b onclick=x&gt;Canvas" in html


@pytest.mark.django_db
def test_words_with_a_slip_show_what_was_meant_and_say_so(client: Client) -> None:
    fill_shelf()

    response = client.get("/search/?q=canvs+tote&sort=price")

    page = response.context["page"]
    assert [card.title for card in page.cards] == ["Canvas tote"]
    assert (page.asked, page.wish.text, page.query) == (
        "canvs tote",
        "canvas tote",
        "q=canvas+tote&sort=price",
    )
    assert "We have nothing for “canvs tote”. These are goods for “canvas tote”." in (
        response.content.decode()
    )


@pytest.mark.django_db
def test_words_nobody_knows_lead_to_goods_instead(client: Client) -> None:
    fill_shelf()

    page = client.get("/search/?q=zzzzqq").context["page"]

    assert (page.asked, page.total, len(page.instead)) == ("", 0, 3)


@pytest.mark.django_db
def test_words_that_no_goods_have_together_show_those_with_some(client: Client) -> None:
    fill_shelf()

    page = client.get("/search/?q=wooden+sage").context["page"]
    slip = client.get("/search/?q=woodn+tote").context["page"]

    assert (page.total, page.is_near) == (0, True)
    assert {card.title for card in page.instead} == {"Wooden holder", "Canvas pouch"}
    assert {card.title for card in slip.instead} == {"Wooden holder", "Canvas tote"}


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, live_server: Any, complaints: list[str]) -> Iterator[Page]:
    """Return the home page on a desktop, with goods in the shop."""
    fill_shelf()
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(60_000)
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live_server.url}/")
    yield page
    page.context.close()


@pytest.mark.django_db(transaction=True)
def test_arrows_choose_and_enter_opens(page: Page, complaints: list[str]) -> None:
    field = page.get_by_role("combobox", name="Search the shop")
    field.fill("canvas")
    options = page.get_by_role("option")
    expect(options).to_have_count(3)
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    field.press("ArrowDown")

    chosen = options.nth(1)
    title = chosen.locator("span").first.inner_text()
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "?")
    field.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert complaints == []


@pytest.mark.django_db(transaction=True)
def test_escape_closes_and_keeps_the_words_and_enter_searches(page: Page, live_server: Any) -> None:
    field = page.get_by_role("combobox", name="Search the shop")
    field.press_sequentially("canvas")
    expect(page.get_by_role("option")).to_have_count(3)

    field.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(field).to_have_value("canvas")
    field.press("Enter")

    expect(page).to_have_url(f"{live_server.url}/search/?q=canvas")


@pytest.mark.django_db(transaction=True)
def test_escape_closes_for_good_though_an_answer_is_on_its_way(page: Page) -> None:
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route(re.compile(r"suggest/\?q=canvas$"), hold)
    field = page.get_by_role("combobox", name="Search the shop")
    field.fill("canva")
    expect(page.get_by_role("option")).to_have_count(3)
    with page.expect_request(re.compile(r"q=canvas$")):
        field.fill("canvas")

    field.press("Escape")
    with suppress(Error):  # nobody waits for it any more
        late[0].continue_()
    page.wait_for_timeout(500)

    expect(page.get_by_role("option")).to_have_count(0)
