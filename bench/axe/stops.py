"""The pages that are checked: one walk through the store, which stops at each of them."""

import re
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from nomi.demo.logins import DEMO_PASSWORD, SHOPPER_EMAIL

PUBLIC = {
    "home": "/",
    "home, Spanish": "/es/",
    "list, Khmer": "/km/shop/",
    "list": "/shop/",
    "list, filtered": "/shop/?stock=in&sort=price",
    "search": "/search/?q=tote",
    "search, nothing": "/search/?q=xyzzyxyzzy",
    "basket, empty": "/basket/",
    "impact": "/impact/",
    "impact, how": "/impact/how-it-works/",
    "impact, fund": "/impact/funds/training/",
    "impact, verify": "/impact/verify/",
    "impact, account": "/impact/accounts/7k2mxq4t/",
    "impact, no account": "/impact/accounts/zzzzzzzz/",
    **{
        f"impact, {word}": f"/impact/{word}/"
        for word in ("goals", "outcomes", "consent", "data", "updates")
    },
    "updates by mail": "/impact/updates/by-mail/",
    "trace, unknown": "/trace/unknown/",
    "give": "/give/",
    "give, Khmer": "/km/give/",
    "gift card": "/gift-card/",
    "gift card, balance": "/gift-card/balance/",
    "currencies": "/currencies/",
    **{word: f"/{word}/" for word in ("about", "delivery", "returns", "privacy", "terms")},
    "accessibility": "/accessibility/",
    "contact": "/contact/",
    "contact, sent": "/contact/sent/",
    "404": "/no-such-page/",
    "400": "/?q=%00",
    "405": "/basket/vouchers/",
    "sign in": "/account/login/",
    "sign up": "/account/signup/",
    "new password": "/account/password/reset/",
    "gallery": "/gallery/",
    "mails": "/demo/mails/",
}
ACCOUNT = {
    "orders": "/account/orders/",
    "addresses": "/account/addresses/",
    "new address": "/account/addresses/add/",
    "wish list, own": "/wish-list/",
    "giving": "/account/giving/",
    "your data": "/account/data/",
    "e-mail": "/account/email/",
    "password": "/account/password/change/",
    "sessions": "/account/sessions/",
    "second factor": "/account/2fa/",
    "403": "/admin/login/",
}
ADDRESS = {
    "email": "dana@shopper.example",
    "first_name": "Dana",
    "last_name": "Shopper",
    "line1": "1 Main Street",
    "city": "New York",
    "state": "NY",
    "postcode": "10001",
}


def walk(page: Page, url: str) -> Iterator[str]:
    """Open page after page and yield the name of each."""
    for name, path in PUBLIC.items():
        page.goto(url + path)
        yield name
    yield from _look(page, url)
    yield from _buy(page, url)
    yield from _give(page, url)
    yield from _go_home(page, url)


def _look(page: Page, url: str) -> Iterator[str]:
    """Find a tote, put it into the basket, and send an empty message."""
    page.goto(f"{url}/shop/")
    page.locator("main a[href^='/shop/c/']").first.click()
    yield "category"
    page.goto(f"{url}/")
    page.locator("main a[href^='/shop/buy-her-bag-tote']").first.click()
    yield "product"
    here = page.url
    page.locator("form.save button").click()
    page.wait_for_url("**/wish-list/")
    yield "wish list"
    page.goto(f"{url}/shop/buy-her-bag-tote_1/?colour=rust")
    page.locator("main a[href^='/wishes/']").first.click()
    yield "stock alert"
    page.goto(here)
    page.locator("#buy button[type=submit]").click()
    yield "basket"
    page.goto(f"{url}/contact/")
    page.locator("main form button").last.click()
    yield "contact, errors"


def _buy(page: Page, url: str) -> Iterator[str]:
    """Buy what is in the basket, with a mistake on the way, and follow it to its trace."""
    page.goto(f"{url}/checkout/express/")
    yield "checkout, express"
    page.locator("button[name=pay]").click()
    yield "express, errors"
    page.goto(f"{url}/checkout/")
    yield "checkout, address"
    page.locator("main form button").last.click()
    yield "checkout, errors"
    for field, text in ADDRESS.items():
        page.fill(f"[name={field}]", text)
    page.locator("main form button").last.click()
    yield "checkout, delivery"
    page.locator("main form button").last.click()
    yield "checkout, review"
    page.get_by_role("button", name=re.compile(r"^Pay \$")).click()
    _pay(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you", timeout=30_000)
    yield "thank you"
    trace = page.locator("main a[href^='/trace/']").first.get_attribute("href")
    page.locator("main a[href^='/order/']").first.click()
    yield "order"
    page.goto(f"{page.url}return/")
    yield "return"
    page.goto(f"{url}{trace}")
    yield "trace"


def _give(page: Page, url: str) -> Iterator[str]:
    """Give each month, with a mistake on the way, and see the gift's page."""
    page.goto(f"{url}/give/")
    page.get_by_label("Each month").check()
    page.wait_for_timeout(3_000)  # nobody fills it in faster
    page.locator("main form button").last.click()
    yield "give, errors"
    page.get_by_label("Your name, for the receipt").fill("Dana Donor")
    page.get_by_label("E-mail", exact=True).fill(ADDRESS["email"])
    page.locator("main form button").last.click()
    yield "give, once more"
    page.locator("button[value=pay]").click()
    _pay(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your monthly gift", timeout=30_000)
    yield "monthly gift"
    here = page.url
    page.context.clear_cookies()
    page.goto(here)
    yield "is it yours"


def _pay(page: Page) -> None:
    """Pay on the stand-in's page."""
    page.fill("[name=card]", "4242 4242 4242 4242")
    page.locator("button[value=card]").click()


def _go_home(page: Page, url: str) -> Iterator[str]:
    """Sign in with a wrong password and a right one, and look at the account."""
    page.goto(f"{url}/account/login/")
    for name, password in (("sign in, wrong", "not-her-password"), ("", DEMO_PASSWORD)):
        page.fill("[name=login]", SHOPPER_EMAIL)
        page.fill("[name=password]", password)
        page.locator("main form button[type=submit]").first.click()
        if name:
            yield name
    page.goto(f"{url}/account/data/")
    if page.locator("[name=password]").count():
        yield "password, please"
        page.fill("[name=password]", DEMO_PASSWORD)
        page.locator("main form button[type=submit]").first.click()
    page.goto(f"{url}/account/addresses/add/")
    for field, text in ADDRESS.items():
        if field != "email":
            page.fill(f"main [name={field}]", text)
    page.locator("main form button").last.click()
    for name, path in ACCOUNT.items():
        page.goto(url + path)
        yield name
