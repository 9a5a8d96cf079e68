"""The same purchase without scripts, on the narrowest phone, by keyboard, and read aloud."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from nomi.stack.store import Store
from tests.journeys.steps import ADDRESS, GOOD, fill_express, go_to_review, pay, press_pay

NAMELESS = re.compile(r"^\s*- (?:link|button|textbox|combobox|checkbox|radio)(?:$|:)", re.MULTILINE)
NARROW = {"width": 320, "height": 640}
MOST_TABS = 80
HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
    .filter((one) => one.checkVisibility()).map((one) => Number(one.tagName[1]))"""


def test_purchase_works_without_scripts(store: Store, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.set_default_timeout(60_000)

    go_to_review(page, store)
    press_pay(page)
    pay(page, GOOD)

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    page.context.close()


def test_purchase_needs_no_sideways_scrolling_at_320_pixels(store: Store, phone: Page) -> None:
    phone.set_viewport_size(NARROW)
    widths: dict[str, int] = {}

    def measure(page: Page) -> None:
        widths[page.url] = page.evaluate("document.documentElement.scrollWidth")

    go_to_review(phone, store, measure)
    press_pay(phone)
    pay(phone, GOOD)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you")
    phone.wait_for_load_state()
    measure(phone)

    assert len(widths) == 7
    assert {url: width for url, width in widths.items() if width > NARROW["width"]} == {}


def test_express_purchase_works_without_scripts_at_320_pixels(
    store: Store, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport=NARROW)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(60_000)

    fill_express(page, store)
    page.get_by_role("button", name="Update delivery and total").click()
    expect(page.locator("#express-summary")).to_contain_text("$23.95")
    page.get_by_role("button", name="Place order and pay").click()
    pay(page, GOOD)

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    context.close()


def test_express_total_follows_what_is_typed(store: Store, phone: Page) -> None:
    phone.set_viewport_size(NARROW)
    fill_express(phone, store)
    summary = phone.locator("#express-summary")
    expect(summary).to_contain_text("$23.95")

    phone.select_option("[name=country]", "CA")

    expect(phone.locator("#ways")).to_contain_text("Delivery to Canada")
    expect(summary).to_contain_text("$30.95")
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width <= NARROW["width"]
    expect(phone.locator("[name=line1]")).to_have_value(ADDRESS["line1"])


def test_pages_fit_a_narrow_phone(store: Store, phone: Page) -> None:
    phone.set_viewport_size(NARROW)

    too_wide = []
    for path in (
        "/",
        "/shop/",
        "/shop/buy-her-bag-tote_1/",
        "/search/?q=tote",
        "/basket/",
        "/impact/",
        "/impact/how-it-works/",
        "/delivery/",
        "/privacy/",
        "/contact/",
        "/account/login/",
        "/gallery/",
        "/no-such-page/",
    ):
        phone.goto(store.url + path)
        width = phone.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            too_wide.append((path, width))

    assert too_wide == []


def tab_to(page: Page, place: Locator) -> None:
    """Press Tab until the place has the focus, and see that the focus can be seen."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        # asked anew each time: parts of the page are renewed while somebody goes through it
        if place.evaluate("one => one === document.activeElement"):
            break
    expect(place).to_be_focused()
    shown = "one => { const s = getComputedStyle(one); return s.outlineStyle !== 'none'; }"
    assert place.evaluate(shown), f"nobody sees where the focus is: {place.inner_text()[:40]}"


def test_first_tab_offers_to_skip_to_the_content(store: Store, desktop: Page) -> None:
    desktop.goto(f"{store.url}/")

    desktop.keyboard.press("Tab")
    expect(desktop.get_by_role("link", name="Skip to the content")).to_be_focused()
    desktop.keyboard.press("Enter")

    expect(desktop.locator("#content")).to_be_focused()


def test_purchase_by_keyboard_alone(store: Store, desktop: Page) -> None:
    page = desktop
    page.goto(f"{store.url}/")
    tab_to(page, page.locator("main a[href^='/shop/buy-her-bag-tote']").first)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/shop/buy-her-bag-tote"))
    tab_to(page, page.locator("#buy button[type=submit]"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/basket/")
    tab_to(page, page.locator("main a[href='/checkout/']"))
    page.keyboard.press("Enter")
    for name, value in ADDRESS.items():
        tab_to(page, page.locator(f"[name={name}]"))
        page.keyboard.type(value)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Where should it go?")
    tab_to(page, page.locator("main form button").last)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Review and pay")
    tab_to(page, page.get_by_role("button", name=re.compile(r"^Pay \$23\.95")))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(re.escape(store.stripe_url)))
    pay(page, GOOD)

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")


def test_express_purchase_by_keyboard_alone(store: Store, desktop: Page) -> None:
    page = desktop
    page.goto(f"{store.url}/shop/buy-her-bag-tote_1/")
    tab_to(page, page.locator("#buy button[type=submit]"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/basket/")
    tab_to(page, page.locator("main a[href='/checkout/express/']"))
    page.keyboard.press("Enter")
    for name, value in ADDRESS.items():
        tab_to(page, page.locator(f"[name={name}]"))
        page.keyboard.type(value)
    tab_to(page, page.locator("[name=method]:checked"))
    page.keyboard.press("ArrowDown")
    expect(page.locator("#express-summary")).to_contain_text("$36.95")
    expect(page.locator("[value=us-express]")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#express-summary")).to_contain_text("$23.95")
    tab_to(page, page.get_by_role("button", name="Place order and pay"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(re.escape(store.stripe_url)))
    pay(page, GOOD)

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")


def read_aloud(page: Page) -> dict[str, Any]:
    """Return what a screen reader builds a page from: landmarks, headings, nameless controls."""
    controls = page.locator("a, button, input:not([type=hidden]), select, textarea")
    tree = page.locator("body").aria_snapshot()
    return {
        "landmarks": [page.get_by_role(role).count() for role in ("banner", "main", "contentinfo")],  # type: ignore[arg-type]
        "first heading": page.get_by_role("heading", level=1).count(),
        "levels": page.evaluate(HEADINGS),
        "nameless": NAMELESS.findall(tree),
        "controls": controls.count(),
    }


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/shop/",
        "/shop/buy-her-bag-tote_1/",
        "/search/?q=tote",
        "/basket/",
        "/checkout/",
        "/checkout/express/",
        "/impact/",
        "/impact/how-it-works/",
        "/accounts/login/",
        "/no-such-page/",
    ],
)
def test_screen_reader_finds_its_way(store: Store, desktop: Page, path: str) -> None:
    if path.startswith("/checkout/"):
        desktop.goto(f"{store.url}/shop/buy-her-bag-tote_1/")
        desktop.locator("#buy button[type=submit]").click()
        desktop.wait_for_url("**/basket/")
    desktop.goto(store.url + path)

    heard = read_aloud(desktop)

    assert heard["landmarks"] == [1, 1, 1]
    assert heard["first heading"] == 1
    steps = zip(heard["levels"], heard["levels"][1:], strict=False)
    assert [(one, two) for one, two in steps if two > one + 1] == []
    assert heard["nameless"] == []
    assert heard["controls"] > 5


def test_errors_are_announced_and_lead_to_their_fields(store: Store, desktop: Page) -> None:
    page = desktop
    page.goto(f"{store.url}/shop/buy-her-bag-tote_1/")
    page.locator("#buy button[type=submit]").click()
    page.wait_for_url("**/basket/")
    page.goto(f"{store.url}/checkout/")
    page.fill("[name=email]", "dana@shopper.example")
    page.locator("main form button").last.click()

    summary = page.get_by_role("alert").first
    expect(summary).to_be_visible()
    summary.get_by_role("link").first.click()
    field = page.locator(":focus")
    expect(field).to_have_attribute("aria-invalid", "true")
    described = (field.get_attribute("aria-describedby") or "").split()
    words = [page.locator(f"[id='{one}']").inner_text() for one in described]
    assert any(words)
    expect(page.locator("[name=email]")).to_have_value("dana@shopper.example")


def test_prices_show_beside_dollars_what_they_are_in_the_chosen_currency(
    store: Store, phone: Page
) -> None:
    phone.goto(f"{store.url}/currencies/")
    phone.get_by_label("Show beside each price").select_option("EUR")
    expect(phone.locator("#currency-choice [role=status]")).to_contain_text("Saved")

    phone.goto(f"{store.url}/shop/buy-her-bag-tote_1/")
    expect(phone.locator(".price--large")).to_have_text("$18.00 ≈ €16.56")
    phone.locator("#buy button[type=submit]").click()
    expect(phone.locator("#content .summary-list__total")).to_contain_text("≈ €")


def test_bar_at_the_thumb_hides_neither_the_price_nor_the_focus_nor_the_end(
    store: Store, phone: Page
) -> None:
    phone.emulate_media(reduced_motion="reduce")
    phone.goto(f"{store.url}/shop/buy-her-bag-tote_1/")
    bar, price = phone.locator(".sticky-buy"), phone.locator(".price--large")
    assert find_bottom(price) <= find_top(bar)

    rust = phone.get_by_role("link", name="Rust")
    under = find_bottom(rust) - phone.evaluate("innerHeight")
    phone.evaluate("by => scrollBy(0, by + 4)", under)
    phone.get_by_role("link", name="Indigo").evaluate("link => link.focus({preventScroll: true})")
    assert find_bottom(rust) > find_top(bar)
    phone.keyboard.press("Tab")
    expect(rust).to_be_focused()
    assert find_bottom(rust) <= find_top(bar)

    phone.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert find_bottom(bar) < 0


def find_top(part: Locator) -> float:
    return float(part.evaluate("one => one.getBoundingClientRect().top"))


def find_bottom(part: Locator) -> float:
    return float(part.evaluate("one => one.getBoundingClientRect().bottom"))
