"""Nobody else hears of our shoppers: no page loads, sends or keeps anything but what we say."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client

from nomi.demo.catalogue import seed_catalogue
from nomi.sandbox.server import Sandbox
from shop.content.parts import list_cookies
from shop.order.links import get_trace_path
from tests.failure_cases.conftest import stripe
from tests.failure_cases.shoppers import ADDRESS, Browser
from tests.nomi.crawling import find_in_css, find_in_script, is_own, read_page, walk
from tests.shop.fulfilment.orders import make_paid_order
from tests.shop.goods import make_family, settle
from tests.shop.shopping import make_country, make_user, prove

__all__ = ["stripe"]

pytestmark = pytest.mark.django_db
STATIC = Path(settings.BASE_DIR) / "static"
STARTS = (
    "/",
    "/es/",
    "/km/shop/",
    "/gallery/",
    "/sitemap.xml",
    "/no-such-page/",
    "/search/?q=xyzzy",
    "/contact/sent/",
)


def walk_shop(stripe: Sandbox) -> Iterator[tuple[str, Any, Client]]:
    """Return every page that a stranger, a guest at the checkout and a shopper come to."""
    seed_catalogue()
    navy = make_family(marks={"navy": 3}).children["navy"]
    settle()
    order = make_paid_order(stripe)
    make_country()
    guest = Browser()
    guest.add(navy)
    guest.post("/checkout/", ADDRESS)
    guest.post("/checkout/delivery/", {"method": "us-standard"})
    steps = [
        "/basket/",
        "/checkout/",
        "/checkout/express/",
        "/checkout/delivery/",
        "/checkout/review/",
    ]
    private = [prove(guest, order), get_trace_path(order=order)]
    shopper = Browser()
    shopper.force_login(make_user())
    shopper.add(navy)
    doors = ["/account/login/", "/account/signup/", "/account/password/reset/"]
    for client, starts in (
        (Client(), [*STARTS, *doors]),
        (guest, [*steps, *private]),
        (shopper, ["/account/", "/account/data/", *steps]),
    ):
        for address, answer in walk(client, starts):
            yield address, answer, client


def find_faults(answer: Any, cookies: set[str]) -> list[str]:
    """Return what in an answer would reach, or let in, anybody else."""
    faults = [f"cookie {name}" for name in answer.cookies if name not in cookies]
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return faults
    page = read_page(answer.content.decode())
    own_forms = (settings.SITE_ADDRESS, settings.STRIPE_PAGE_ORIGIN)
    faults += [f"loads {address}" for address in page.loads if not is_own(address)]
    faults += [
        f"sends to {address}"
        for address in page.sends
        if not is_own(address) and not address.startswith(own_forms)
    ]
    policy = answer.headers.get("Content-Security-Policy", "no policy")
    sources = {
        source
        for part in policy.split(";")
        for source in part.split()[1:]
        if "form-action" not in part
    }
    faults += [f"policy {source}" for source in sources - {"'self'", "'none'", "data:"}]
    return faults


def find_files(answer: Any) -> set[str]:
    """Return the style sheets and scripts that a page loads."""
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return set()
    loads = read_page(answer.content.decode()).loads
    return {one for one in loads if urlsplit(one).path.endswith((".css", ".js"))}


def find_foreign(client: Client, name: str) -> list[str]:
    """Return the addresses of others in a style sheet or script, whoever wrote it."""
    answer = client.get(name)
    text = b"".join(answer.streaming_content).decode()
    answer.close()
    found = find_in_css(text) if name.endswith(".css") else find_in_script(text)
    return [address for address in found if not is_own(address)]


def test_no_page_reaches_anybody_else(stripe: Sandbox) -> None:
    named = {cookie.name for cookie in list_cookies()}
    faults: dict[str, list[str]] = {}
    kinds: set[str] = set()
    kept: set[str] = set()
    files: set[str] = set()

    for address, answer, client in walk_shop(stripe):
        kinds.add(f"{answer.status_code} {address.split('?')[0].split('_')[0]}")
        kept |= set(client.cookies)
        if found := find_faults(answer, named):
            faults[address] = found
        files |= find_files(answer)

    assert faults == {}
    assert [found for name in sorted(files) for found in find_foreign(Client(), name)] == []
    assert kept - named == set()
    assert (len(kinds) > 60, len(files) > 6) == (True, True)  # it did walk
    assert not [kind for kind in kinds if kind.startswith("5")]


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.css")), ids=lambda path: path.name)
def test_no_style_sheet_loads_from_anybody_else(path: Path) -> None:
    assert [address for address in find_in_css(path.read_text()) if not is_own(address)] == []


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.js")), ids=lambda path: path.name)
def test_no_script_names_anybody_else(path: Path) -> None:
    assert find_in_script(path.read_text()) == []


def test_what_is_somebody_elses_is_seen() -> None:
    page = read_page(
        "<script src='//cdn.example/x.js'></script><link rel='preconnect' href='https://a.example'>"
        "<img srcset='/own.png 1x, https://b.example/b.png 2x' src='data:x'>"
        "<form action='https://c.example/'></form><a href='https://d.example/'>d</a>"
        "<p style='background: url(https://e.example/e.png)'></p>"
    )

    assert [address for address in page.loads if not is_own(address)] == [
        "//cdn.example/x.js",
        "https://a.example",
        "https://b.example/b.png",
        "https://e.example/e.png",
    ]
    assert page.sends == ["https://c.example/"]
    assert find_in_css("@import 'https://f.example/f.css'; a { b: url('/own') }") == [
        "https://f.example/f.css",
        "/own",
    ]
    assert find_in_script("fetch('https://g.example/g')") == ["https://g.example"]
