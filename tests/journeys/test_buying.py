"""A shopper buys a tote, and its share reaches the training accounts, to the cent."""

import re
import time
from email import message_from_bytes, policy
from pathlib import Path

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


def _ask(store: Store, question: str) -> list[tuple[object, ...]]:
    with psycopg2.connect(store.environment["DATABASE_URL"]) as line, line.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


def _sums(store: Store) -> dict[str, int]:
    """Return the credit of training accounts, reserve and pending money, and the books' sum."""
    rows = _ask(
        store,
        "select split_part(a.code, ':', 1), sum(l.amount_minor)::bigint from books_line l"
        " join books_account a on a.id = l.account_id group by 1",
    )
    return {str(code): -int(amount) for code, amount in rows}


def _run_allocation(store: Store) -> None:
    for command in ("mature_shares", "allocate_fund"):
        store.manage(command)


def _go_to_review(page: Page, store: Store) -> None:
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


def _pay(page: Page, card: str) -> None:
    page.fill("[name=card]", card)
    page.locator("button[value=card]").click()


def _find_mail(folder: Path, words: str, seconds: float = 30) -> str:
    """Wait for a mail with these words in its subject; return its plain text."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for path in folder.glob("*"):
            for part in path.read_bytes().split(b"-" * 79 + b"\n"):
                mail = message_from_bytes(part.strip(), policy=policy.default)
                body = mail.get_body(("plain",)) if mail["Subject"] else None
                if body and words in mail["Subject"]:
                    return str(body.get_content())
        time.sleep(0.5)
    message = f"no mail about {words!r} in {folder}"
    raise AssertionError(message)


def test_shopper_buys_a_tote_on_a_phone(store: Store, phone: Page, complaints: list[str]) -> None:
    _run_allocation(store)  # of what the history left
    before = _sums(store)

    _go_to_review(phone, store)
    phone.get_by_role("button", name=re.compile(r"^Pay \$23\.95")).click()
    _pay(phone, DECLINED)
    expect(phone.get_by_role("alert")).to_have_text("Your card was declined.")
    _pay(phone, GOOD)

    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you")
    number = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}", phone.locator("main").inner_text())
    assert number
    receipt = _find_mail(store.mail_folder, number[0])
    assert "$23.95" in receipt
    assert "$1.92" in receipt
    phone.locator("main a[href^='/trace/']").click()
    expect(phone.locator("main")).to_contain_text("$13.20")
    expect(phone.locator("main")).to_contain_text("$4.80")
    _run_allocation(store)
    after = _sums(store)
    moved = {code: after[code] - before.get(code, 0) for code in after}
    # 40 % of $4.80 is $1.92: a tenth of it, $0.19, to the reserve and $1.73 to the accounts
    assert (moved["training"], moved["reserve"]) == (173, 19)
    assert sum(after.values()) == 0
    assert [words for words in complaints if "402" not in words] == []  # the declined card


def test_store_works_without_javascript(store: Store, browser: object) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.set_default_timeout(15_000)

    _go_to_review(page, store)
    page.get_by_role("button", name=re.compile(r"^Pay \$23\.95")).click()
    _pay(page, GOOD)

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    context.close()


def test_impact_page_stays_the_same_until_the_next_batch(store: Store, desktop: Page) -> None:
    batches = "select count(*) from impact_pages_fundbatch"
    first = desktop.request.get(f"{store.url}/impact/").body()
    count = _ask(store, batches)

    _go_to_review(desktop, store)
    desktop.get_by_role("button", name=re.compile(r"^Pay \$23\.95")).click()
    _pay(desktop, GOOD)
    expect(desktop.get_by_role("heading", level=1)).to_have_text("Thank you")

    second = desktop.request.get(f"{store.url}/impact/").body()
    assert second == first or _ask(store, batches) != count


def test_pages_fit_a_narrow_phone(store: Store, phone: Page) -> None:
    phone.set_viewport_size({"width": 320, "height": 640})

    too_wide = []
    for path in (
        "/",
        "/shop/",
        "/shop/buy-her-bag-tote_1/",
        "/search/?q=tote",
        "/basket/",
        "/impact/",
    ):
        phone.goto(store.url + path)
        width = phone.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            too_wide.append((path, width))

    assert too_wide == []
