"""A shopper buys a tote, and its share reaches the training accounts, to the cent."""

import re

from playwright.sync_api import Page, expect

from nomi.stack.store import Store
from tests.journeys.mails import wait_for_letters
from tests.journeys.steps import DECLINED, GOOD, ask, go_to_review, pay

NUMBER = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}")


def _sums(store: Store) -> dict[str, int]:
    """Return what sales, their maturity and its allocation credited to each kind of account.

    Payouts go on meanwhile: one that came back would stand among what her account has.
    """
    rows = ask(
        store,
        "select split_part(a.code, ':', 1), sum(l.amount_minor)::bigint from books_line l"
        " join books_account a on a.id = l.account_id join books_entry e on e.id = l.entry_id"
        " where e.kind in ('sale', 'maturity', 'allocation') group by 1",
    )
    return {str(code): -int(amount) for code, amount in rows}


def _run_allocation(store: Store) -> None:
    for command in ("mature_shares", "allocate_fund"):
        store.manage(command)


def test_shopper_buys_a_tote_on_a_phone(store: Store, phone: Page, complaints: list[str]) -> None:
    _run_allocation(store)  # of what the history left
    before = _sums(store)

    go_to_review(phone, store)
    phone.get_by_role("button", name=re.compile(r"^Pay \$23\.95")).click()
    pay(phone, DECLINED)
    expect(phone.get_by_role("alert")).to_have_text("Your card was declined.")
    pay(phone, GOOD)

    expect(phone.get_by_role("heading", level=1)).to_have_text("Thank you")
    expect(phone.locator("main")).to_contain_text(NUMBER)
    number = NUMBER.search(phone.locator("main").inner_text())
    assert number
    mail, *_later = wait_for_letters(store.mail_folder, words=number[0])
    assert "$23.95" in mail.text
    assert "$1.92" in mail.text
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
    count = ask(store, batches)  # first: a batch between the two is one that came meanwhile
    first = desktop.request.get(f"{store.url}/impact/").body()

    go_to_review(desktop, store)
    desktop.get_by_role("button", name=re.compile(r"^Pay \$23\.95")).click()
    pay(desktop, GOOD)
    expect(desktop.get_by_role("heading", level=1)).to_have_text("Thank you")

    second = desktop.request.get(f"{store.url}/impact/").body()
    assert second == first or ask(store, batches) != count
