"""The steps of a purchase, for shoppers of every kind, and a look into the database."""

import re

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


def go_to_review(page: Page, store: Store) -> None:
    page.goto(f"{store.url}/")
    page.locator("main a[href^='/shop/buy-her-bag-tote']").first.click()
    expect(page.locator("main")).to_contain_text("$1.92 of this tote's $18.00 goes to")
    page.locator("#buy button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your basket")
    page.locator("main a[href='/checkout/']").click()
    for name, value in ADDRESS.items():
        page.fill(f"[name={name}]", value)
    page.locator("main form button").last.click()
    page.locator("main form button").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Review and pay")


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
    page.locator("main a[href='/checkout/express/']").click()
    for name, value in ADDRESS.items():
        page.fill(f"[name={name}]", value)


def ask(store: Store, question: str, *values: object) -> list[tuple[object, ...]]:
    """Return the rows that answer a question to the store's database."""
    with psycopg2.connect(store.environment["DATABASE_URL"]) as line, line.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchall()
