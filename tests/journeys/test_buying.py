"""A shopper buys a tote, and its share reaches the training accounts, to the cent."""

import re
import time
from email import message_from_bytes, policy
from pathlib import Path

import psycopg2
from playwright.sync_api import Page, expect

from nomi.stack.store import Store
from tests.journeys.steps import DECLINED, GOOD, go_to_review, pay


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

    go_to_review(phone, store)
    phone.get_by_role("button", name=re.compile(r"^Pay \$23\.95")).click()
    pay(phone, DECLINED)
    expect(phone.get_by_role("alert")).to_have_text("Your card was declined.")
    pay(phone, GOOD)

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


def test_impact_page_stays_the_same_until_the_next_batch(store: Store, desktop: Page) -> None:
    batches = "select count(*) from impact_pages_fundbatch"
    first = desktop.request.get(f"{store.url}/impact/").body()
    count = _ask(store, batches)

    go_to_review(desktop, store)
    desktop.get_by_role("button", name=re.compile(r"^Pay \$23\.95")).click()
    pay(desktop, GOOD)
    expect(desktop.get_by_role("heading", level=1)).to_have_text("Thank you")

    second = desktop.request.get(f"{store.url}/impact/").body()
    assert second == first or _ask(store, batches) != count
