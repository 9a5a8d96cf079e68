"""A donor gives each month without scripts, on a phone: refused once, changed, paused, ended."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from nomi.stack.store import Store
from tests.journeys.conftest import PHONE
from tests.journeys.mails import Letter, read_paper, wait_for_letters
from tests.journeys.steps import DECLINED, GOOD, ask, pay

MONTH = 31 * 86_400
EMAIL = "monthly@donor.example"
PASSWORD = "pale-heron-93-teapot"
LINK = re.compile(r"http\S+/give/monthly/\S+/")
CONTROL = "Nomi Network keeps full control and discretion over its funds."
ELEMENTS = (
    "Nomi Network",
    "00-0000000",
    "501(c)(3)",
    "Dorothy Byron",
    "1 Test Street, New York NY 10001",
    "$25.00",
    "Training Fund: School fees",
    "No goods or services were given in exchange for this gift.",
    CONTROL,
)
"""What a receipt states whatever its number and day (IRS Pub. 1771; DOMAIN.md, 14)."""
Tell = Callable[..., Any]


@pytest.fixture
def tell(store: Store, browser: Browser) -> Iterator[Tell]:
    """Return what speaks to the stand-in; its clock is right again when the test has ended."""
    doors = browser.new_context().request
    set_ahead = 0

    def tell(door: str, **words: Any) -> Any:
        nonlocal set_ahead
        set_ahead += words.get("seconds", 0)
        address = f"{store.stripe_url}/_sandbox/{door}"
        answer = doors.post(address, data=words) if words else doors.get(address)
        assert answer.ok, answer.text()
        return answer.json()

    yield tell
    tell("clock", seconds=-set_ahead)


@pytest.fixture
def donor(browser: Browser) -> Iterator[Page]:
    """Return a phone's page without scripts."""
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def give_each_month(page: Page, store: Store) -> None:
    """Fill in the form, look once more, and pay the first month."""
    page.goto(f"{store.url}/give/")
    page.get_by_label("Each month").check()
    page.get_by_label("$25", exact=True).check()
    page.get_by_label("School fees").check()
    page.get_by_label("Your name, for the receipt").fill("Dorothy Byron")
    page.get_by_label("E-mail", exact=True).fill(EMAIL)
    page.get_by_label("Postal address").fill("1 Test Street\nNew York NY 10001")
    page.wait_for_timeout(3_000)  # nobody fills it in faster
    page.get_by_role("button", name="Go on and look once more").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your gift, once more")
    expect(page.locator("main")).to_contain_text("To change, pause or end it, open the page")
    page.get_by_role("button", name="Pay on Stripe's page").click()
    pay(page, GOOD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your monthly gift")


def wait_for_receipts(store: Store, count: int) -> list[Letter]:
    """Wait until so many months are acknowledged; return the receipts, oldest first."""
    words = "Your gift of $25.00: receipt R-"
    found = wait_for_letters(store.mail_folder, words=words, to=EMAIL, count=count)
    assert len(found) == count
    return sorted(found, key=lambda one: one.subject)


def read_days(store: Store) -> list[datetime]:
    """Return when this donor's months were paid, oldest first."""
    rows = ask(
        store,
        "select paid_at at time zone 'America/New_York' from giving_gift"
        " where donor_email = %s and state = 'paid' order by paid_at",
        EMAIL,
    )
    return [row[0] for row in rows]  # type: ignore[misc]


def read_invoices(store: Store, tell: Tell) -> list[str]:
    """Return how this donor's months stand at the stand-in, oldest first."""
    question = "select subscription_id from giving_monthlygift where donor_email = %s"
    ((subscription,),) = ask(store, question, EMAIL)
    return [
        invoice["status"]
        for invoice in reversed(tell("state/invoice"))
        if invoice["parent"]["subscription_details"]["subscription"] == subscription
    ]


def see(page: Page, *, state: str, months: int) -> None:
    """See on the gift's page how it stands."""
    page.reload()
    expect(page.locator(".summary-list")).to_contain_text(state)
    expect(page.locator("section[aria-labelledby=months-title] li")).to_have_count(months)


def refuse_the_card(store: Store, tell: Tell) -> str:
    """Let the second month's card be refused; return the address that the mail leads to."""
    question = "select customer_id from giving_monthlygift where donor_email = %s"
    ((customer,),) = ask(store, question, EMAIL)
    tell(f"card/{customer}", card=DECLINED.replace(" ", ""))
    tell("clock", seconds=MONTH)
    words = "the card was refused"
    (mail,) = wait_for_letters(store.mail_folder, words=words, to=EMAIL)
    for twin in (mail.text, mail.html):
        assert "Your monthly gift of $25.00 could not be taken. We try again in a few days" in twin
        assert "If you do nothing, the gift ends by itself after some tries." in twin
    (link,) = set(LINK.findall(mail.text))
    assert link in mail.html
    return link


def give_another_card(browser: Browser, link: str) -> None:
    """Come by the mail's link in another browser, try in vain, and change the card."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this gift yours?")
    page.get_by_label("The e-mail address that you gave with").fill(EMAIL)
    page.get_by_role("button", name="Open").click()
    page.get_by_role("button", name="Try again now").click()
    expect(page.get_by_role("alert")).to_have_text(
        "The card was refused again. Give another card first."
    )
    page.get_by_role("button", name="Give another card").click()
    page.fill("[name=card]", DECLINED)
    page.locator("button[value=card]").click()
    expect(page.get_by_role("alert")).to_have_text("Your card was declined.")
    page.fill("[name=card]", GOOD)
    page.locator("button[value=card]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your monthly gift")
    page.get_by_role("button", name="Try again now").click()
    expect(page.get_by_text("The payment went through. Thank you.")).to_be_visible()
    page.context.close()


def press(page: Page, store: Store, *, button: str, news: str) -> None:
    """Press a button of the gift's page, and wait for the mail about it."""
    page.get_by_role("button", name=button).click()
    wait_for_letters(store.mail_folder, words=news, to=EMAIL)


def open_account(page: Page, store: Store) -> None:
    """Make an account with the address of the gifts, confirm it, and open its giving."""
    page.goto(f"{store.url}/account/signup/")
    page.fill("[name=email]", EMAIL)
    page.fill("[name=password1]", PASSWORD)
    page.get_by_role("button", name="Create the account").click()
    (mail,) = wait_for_letters(store.mail_folder, words="Confirm your e-mail address", to=EMAIL)
    (link,) = re.findall(r"http\S+/confirm-email/\S+/", mail.text)
    page.goto(f"{store.url}/account/giving/")
    expect(page.locator("main")).to_contain_text("No gifts yet.")  # the address is not proven yet
    page.goto(link)
    page.locator("main form button").first.click()
    page.goto(f"{store.url}/account/giving/")


def check_receipts(receipts: list[Letter], days: list[datetime]) -> list[str]:
    """See every element on both twins and on the paper; return the numbers."""
    numbers = []
    for letter, day in zip(receipts, days, strict=True):
        number = letter.subject.rpartition(" ")[2]
        (paper,) = letter.papers
        written = f"{day.day} {day:%B %Y}"
        for element in (*ELEMENTS, number, written):
            found = [element in text for text in (letter.text, letter.html, paper)]
            assert found == [True, True, True], element
        numbers.append(number)
    return numbers


def check_account(page: Page, store: Store, numbers: list[str], days: list[datetime]) -> None:
    """See that the account and each year's statement list exactly what was paid, and its sum."""
    rows = page.locator(".table tbody tr").all_inner_texts()
    assert re.findall(r"R-\d{6}", " ".join(rows)) == numbers[::-1]
    for year in {day.year for day in days}:
        ours = [one for one, day in zip(numbers, days, strict=True) if day.year == year]
        answer = page.request.get(f"{store.url}/account/giving/{year}.pdf")
        assert answer.ok
        text = read_paper(answer.body())
        assert re.findall(r"R-\d{6}", text) == ours
        assert f"Together ${25 * len(ours)}.00" in text
        assert "purchases, not gifts" in text
        assert CONTROL in text


def test_monthly_gift_over_three_months_with_a_refused_card(
    store: Store, donor: Page, browser: Browser, tell: Tell
) -> None:
    give_each_month(donor, store)
    see(donor, state="active", months=1)
    wait_for_receipts(store, 1)

    link = refuse_the_card(store, tell)
    see(donor, state="card refused", months=1)
    give_another_card(browser, link)
    see(donor, state="active", months=2)
    wait_for_receipts(store, 2)

    tell("clock", seconds=MONTH)
    wait_for_receipts(store, 3)
    see(donor, state="active", months=3)

    press(donor, store, button="Pause", news="Your monthly gift is paused")
    tell("clock", seconds=MONTH)
    assert read_invoices(store, tell) == ["paid", "paid", "paid", "void"]
    donor.get_by_text("End the monthly gift").click()
    press(donor, store, button="End it now", news="Your monthly gift has ended")
    tell("clock", seconds=MONTH)
    assert read_invoices(store, tell) == ["paid", "paid", "paid", "void"]
    see(donor, state="cancelled", months=3)

    days = read_days(store)
    numbers = check_receipts(wait_for_receipts(store, 3), days)
    open_account(donor, store)
    check_account(donor, store, numbers, days)
    ((count, last),) = ask(store, "select count(*), max(serial) from giving_giftreceipt")
    assert count == last  # no number is missing
