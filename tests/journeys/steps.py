"""The steps of a purchase, for shoppers of every kind, and a look into the database."""

import re
from collections.abc import Callable

import psycopg2
from playwright.sync_api import Page, expect

from nomi.stack.store import Store

ADDRESS = {
    "email": "dana@shopper.example",
    "first_name": "Dana",
    "last_name": "Shopper",
    "line1": "1 Main Street",
    "city": "New York",
    "state": "NY",
    "postcode": "10001",
}
DECLINED, GOOD = "4000 0000 0000 0002", "4242 4242 4242 4242"


def go_to_review(
    page: Page, store: Store, look: Callable[[Page], object] = lambda _page: None
) -> None:
    """Go from the home page to the last one before Stripe's; look at each once it is loaded."""
    page.goto(f"{store.url}/")
    look(page)
    page.locator("main a[href^='/shop/buy-her-bag-tote']").first.click()
    page.wait_for_url(re.compile("/shop/buy-her-bag-tote"))
    expect(page.locator("main")).to_contain_text("$1.92 of this tote's $18.00 goes to")
    look(page)
    page.locator("#buy button[type=submit]").click()
    page.wait_for_url("**/basket/")
    look(page)
    page.locator("main a[href='/checkout/']").click()
    page.wait_for_url("**/checkout/")
    look(page)
    for name, value in ADDRESS.items():
        page.fill(f"[name={name}]", value)
    page.locator("main form button").last.click()
    page.wait_for_url("**/checkout/delivery/")
    look(page)
    page.locator("main form button").last.click()
    page.wait_for_url("**/checkout/review/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Review and pay")
    look(page)


def pay(page: Page, card: str) -> None:
    page.fill("[name=card]", card)
    page.locator("button[value=card]").click()


def press_pay(page: Page) -> None:
    """Press the button that leads from the review to Stripe."""
    page.get_by_role("button", name=re.compile(r"^Pay \$23\.95")).click()


def fill_express(page: Page, store: Store) -> None:
    """Put a tote into the basket and fill in the one page of the checkout."""
    page.goto(f"{store.url}/shop/buy-her-bag-tote_1/")
    page.locator("#buy button[type=submit]").click()
    page.wait_for_url("**/basket/")
    page.locator("main a[href='/checkout/express/']").click()
    page.wait_for_url("**/checkout/express/")  # and its scripts are there
    for name, value in ADDRESS.items():
        page.fill(f"[name={name}]", value)


def ask(store: Store, question: str, *values: object) -> list[tuple[object, ...]]:
    """Return the rows that answer a question to the store's database."""
    with psycopg2.connect(store.environment["DATABASE_URL"]) as line, line.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchall()
