"""What machines find: well-formed, complete, with links that answer, and nothing hidden."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from defusedxml import ElementTree
from django.conf import settings as store
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.core.loading import get_model

from impact.shares.policies import list_allocation_policies, list_share_policies
from shop.content import services
from shop.feeds.merchant import reading
from shop.feeds.sitemaps import SECTIONS
from shop.feeds.text import write_plain
from shop.pictures.services import adopt_renditions
from tests.shop.goods import Family, make_category, make_family, settle

pytestmark = pytest.mark.django_db
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
G = "{http://base.google.com/ns/1.0}"
REQUIRED = {
    *("id", "title", "description", "link", "image_link", "availability", "price", "brand"),
    *("condition", "identifier_exists", "shipping", "item_group_id"),
}
LONGEST = {"id": 50, "title": 150, "description": 5_000, "brand": 70, "item_group_id": 50}
"""Google Merchant Center, product data specification."""


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def show(slug: str = "plain-tote", **how: Any) -> Family:
    """Put a product with a picture on show."""
    family = make_family(slug=slug, **how)
    name = f"images/{slug}.jpg"
    adopt_renditions(name=name, width=1000, height=1250, widths=[400, 800])
    family.parent.images.create(original=name, caption="A tote", display_order=0)
    settle()
    return family


def hide(family: Family) -> None:
    family.parent.is_public = False
    family.parent.save()
    settle()


def read(answer: Any) -> str:
    parts = answer.streaming_content if answer.streaming else [answer.content]
    return b"".join(parts).decode()


def parse(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return ElementTree.fromstring(read(answer))


def list_sitemap(client: Client) -> list[tuple[str, str]]:
    """Return each address of all sitemaps with its day, "" without one."""
    return [
        (url.findtext(f"{MAP}loc", ""), url.findtext(f"{MAP}lastmod", ""))
        for place in parse(client, "/sitemap.xml").iter(f"{MAP}loc")
        for url in parse(client, make_local(place.text)).iter(f"{MAP}url")
    ]


def make_local(address: str | None) -> str:
    assert address is not None
    assert address.startswith(store.SITE_ADDRESS + "/")
    return address.removeprefix(store.SITE_ADDRESS)


def list_items(client: Client) -> list[Any]:
    return list(parse(client, "/feeds/google.xml").iter("item"))


def walk_all(client: Client) -> Iterator[str]:
    """Return every feed as text."""
    yield from (address for address, _day in list_sitemap(client))
    yield read(client.get("/new.rss"))
    yield read(client.get("/feeds/google.xml"))


def test_sitemap_lists_public_pages_that_answer_and_want_to_be_found(client: Client) -> None:
    category = make_category("Bags")
    family = show(category=category)

    found = dict(list_sitemap(client))

    pages = {address: client.get(make_local(address)) for address in found}
    assert {address: page.status_code for address, page in pages.items()} == dict.fromkeys(
        found, 200
    )
    assert {
        address: re.findall(r'rel="canonical" href="([^"]+)"', page.content.decode())
        for address, page in pages.items()
    } == {address: [address] for address in found}
    assert [a for a, page in pages.items() if b"noindex" in page.content] == []
    here = f"{store.SITE_ADDRESS}/shop/plain-tote_{family.parent.pk}/"
    assert found[here] == f"{family.parent.date_updated:%Y-%m-%d}"
    assert len(found) == 6 + 6 + 1 + 1


def test_sitemap_says_since_when_a_shelf_shows_what_it_shows(
    client: Client, django_assert_num_queries: Any
) -> None:
    shelf, empty = make_category("Bags"), make_category("Ties")
    for number in range(2):
        show(f"tote-{number}", category=shelf)
    day = datetime(2026, 3, 4, tzinfo=UTC)
    get_model("catalogue", "Product").objects.update(date_updated=day)
    get_model("catalogue", "Product").objects.filter(slug="tote-1", structure="parent").update(
        date_updated=day + timedelta(days=1)
    )
    client.get("/sitemap-categories.xml")  # the process meets this version

    with django_assert_num_queries(2):
        client.get("/sitemap-categories.xml")

    found = dict(list_sitemap(client))
    days = {
        each.pk: found[f"{store.SITE_ADDRESS}/shop/c/{each.slug}_{each.pk}/"]
        for each in (shelf, empty)
    }
    assert days == {shelf.pk: "2026-03-05", empty.pk: ""}


def test_sitemap_says_since_when_the_share_is_as_explained(client: Client) -> None:
    found = dict(list_sitemap(client))

    newest = max(
        policies.filter(effective_on__lte=timezone.now().date()).latest("effective_on").effective_on
        for policies in (list_share_policies(), list_allocation_policies())
    )
    assert found[f"{store.SITE_ADDRESS}/impact/how-it-works/"] == newest.isoformat()


def test_sitemap_of_many_goods_has_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        show(f"tote-{number}")
    monkeypatch.setattr(SECTIONS["goods"], "limit", 2)

    found = [address for address, _day in list_sitemap(client) if "/shop/tote-" in address]

    assert len(found) == len(set(found)) == 3


@pytest.mark.parametrize(
    "address", ["/sitemap-x.xml", "/sitemap-goods.xml?p=9", "/sitemap-goods.xml?p=%00x"]
)
def test_sitemap_that_is_not_there_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code in {400, 404}


def test_what_is_not_on_show_is_in_no_feed(client: Client) -> None:
    category = make_category("Secret shelf")
    secret = show("secret-tote", title="Secret tote", category=category)
    open_one = show("open-tote", title="Open tote")
    child = open_one.children["navy"]
    child.is_public = False
    child.save()
    category.is_public = False
    category.save()
    page = services.add_page(
        slug="secret-page",
        title="Secret",
        description="-",
        body="<p>-</p>",
        is_draft=True,
        actor="staff:1",
        now=timezone.now(),
    )
    before = "".join(walk_all(client)).lower().count("secret tote")
    hide(secret)

    told = "".join(walk_all(client))

    assert before == 3
    assert "secret" not in told.lower()
    assert str(page) not in told
    assert [item.findtext(f"{G}id") for item in list_items(client)] == [
        str(open_one.children["natural"].pk)
    ]


def test_robots_closes_staff_pages_and_names_the_sitemap(client: Client) -> None:
    answer = client.get("/robots.txt")

    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.content.decode().split("\n") == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /dashboard/",
        "",
        f"Sitemap: {store.SITE_ADDRESS}/sitemap.xml",
        "",
    ]


def test_news_holds_the_newest_goods_with_links_that_answer(client: Client) -> None:
    show("old-tote", title="Old & plain\x0b tote")
    show("new-tote", title="New tote")

    root = parse(client, "/new.rss")

    items = list(root.iter("item"))
    assert [item.findtext("title") for item in items] == ["New tote", "Old & plain tote"]
    assert root.get("version") == "2.0"
    for name in ("title", "link", "description"):
        assert root.findtext(f"channel/{name}")
    for item in items:
        assert item.findtext("guid") == item.findtext("link")
        assert client.get(make_local(item.findtext("link"))).status_code == 200
        assert item.findtext("description") == "$18.00. Cut for every day."


def test_merchant_items_hold_every_required_field_within_its_limit(client: Client) -> None:
    family = show(marks={"navy-s": 3, "navy-m": 0}, category=make_category("Shirts"))

    items = list_items(client)

    assert len(items) == 2
    for item in items:
        names = {child.tag.removeprefix(G) for child in item}
        assert REQUIRED - names == set()
        texts = {name: item.findtext(G + name) or "" for name in names}
        assert [name for name, most in LONGEST.items() if len(texts[name]) > most] == []
        assert re.fullmatch(r"\d+\.\d\d USD", item.findtext(f"{G}price") or "")
        assert client.get(make_local(item.findtext(f"{G}link"))).status_code == 200
        assert make_local(item.findtext(f"{G}image_link")).endswith("plain-tote-800.webp")
    told = [
        {
            name: item.findtext(G + name)
            for name in ("id", "title", "availability", "color", "size", "product_type")
        }
        for item in items
    ]
    shared = {"color": "Navy", "product_type": "Shirts"}
    assert told == [
        {
            "id": str(family.children["navy-s"].pk),
            "title": "Plain tote, Navy, S",
            "availability": "in_stock",
            "size": "S",
            **shared,
        },
        {
            "id": str(family.children["navy-m"].pk),
            "title": "Plain tote, Navy, M",
            "availability": "out_of_stock",
            "size": "M",
            **shared,
        },
    ]


def test_merchant_link_leads_to_the_variant_at_its_price(client: Client) -> None:
    show(marks={"natural": 3, "navy": 3})
    navy = get_model("partner", "StockRecord").objects.get(partner_sku__endswith="navy")
    navy.price = "31.00"
    navy.save()
    settle()

    links = {
        item.findtext(f"{G}price"): make_local(item.findtext(f"{G}link"))
        for item in list_items(client)
    }

    assert {
        price: f"${price.removesuffix(' USD')}" in client.get(link).content.decode()
        for price, link in links.items()
        if price
    } == {"18.00 USD": True, "31.00 USD": True}
    assert client.get(links["31.00 USD"]).context["page"].price == "$31.00"


def test_merchant_delivery_is_the_checkouts_own(client: Client, settings: Any) -> None:
    show(marks={"navy": 3}, price="18.00")
    show("dear-tote", marks={"navy": 3}, price="80.00")

    told = [
        [
            tuple(way.findtext(G + name) for name in ("country", "service", "price"))
            for way in item.iter(f"{G}shipping")
        ]
        for item in list_items(client)
    ]

    express = ("US", "Express delivery", "18.95 USD")
    canada = ("CA", "Delivery to Canada", "12.95 USD")
    assert told == [
        [("US", "Standard delivery", "5.95 USD"), express, canada],
        [("US", "Standard delivery", "0.00 USD"), express, canada],
    ]


def test_goods_without_a_picture_are_left_out_of_the_merchant_feed(client: Client) -> None:
    make_family()

    assert list_items(client) == []


@pytest.mark.parametrize("count", [1, 3])
def test_merchant_feed_asks_as_much_for_many_as_for_one(client: Client, count: int) -> None:
    for number in range(count):
        show(f"tote-{number}")

    with CaptureQueriesContext(connection) as queries:
        list_items(client)

    # version twice (what is asked, what is read), two of the vocabulary, four of the goods
    assert len(queries) == 8


def test_merchant_feed_reads_on_where_a_batch_ends(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        show(f"tote-{number}", marks={"navy": 1})
    monkeypatch.setattr(reading, "AT_A_TIME", 2)

    ids = [item.findtext(f"{G}item_group_id") for item in list_items(client)]

    assert len(ids) == len(set(ids)) == 5


def test_unchanged_merchant_feed_is_not_read_again(client: Client) -> None:
    show()
    first = client.get("/feeds/google.xml")
    read(first)

    with CaptureQueriesContext(connection) as queries:
        same = client.get("/feeds/google.xml", headers={"if-none-match": first.headers["ETag"]})
    asked = len(queries)  # the next request forgets them
    show("second-tote")
    other = client.get("/feeds/google.xml", headers={"if-none-match": first.headers["ETag"]})

    assert (same.status_code, asked, other.status_code) == (304, 1, 200)
    assert read(other).count("<item>") == 4


@pytest.mark.parametrize(("address", "most"), [("/new.rss", 1), ("/sitemap-goods.xml", 2)])
@pytest.mark.parametrize("count", [1, 3])
def test_feeds_ask_as_much_for_many_as_for_one(
    client: Client, address: str, most: int, count: int
) -> None:
    for number in range(count):
        show(f"tote-{number}")

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)

    assert (len(queries), answer.headers["Cache-Control"]) == (
        most,
        "public, no-cache, max-age=0",
    )


def test_facts_of_seller_and_shelf_are_what_schema_org_asks_for(client: Client) -> None:
    category = make_category("Bags")
    show(category=category)

    [seller], [path] = (
        [json.loads(block) for block in re.findall(r"ld\+json\">(.*?)</script>", html, re.DOTALL)]
        for html in (
            client.get("/").content.decode(),
            client.get(f"/shop/c/bags_{category.pk}/").content.decode(),
        )
    )

    assert (seller["@type"], seller["name"], seller["url"]) == (
        "Organization",
        "Nomi",
        f"{store.SITE_ADDRESS}/",
    )
    assert client.get(make_local(seller["contactPoint"]["url"])).status_code == 200
    assert [(e["position"], e["name"]) for e in path["itemListElement"]] == [
        (1, "Shop"),
        (2, "Bags"),
    ]
    for each in path["itemListElement"]:
        assert client.get(make_local(each["item"])).status_code == 200


@pytest.mark.parametrize("address", ["/", "/shop/", "/about/", "/impact/", "/contact/"])
def test_public_pages_say_how_they_look_when_shared(client: Client, address: str) -> None:
    make_family()

    html = client.get(address).content.decode()

    told = dict(re.findall(r'property="og:(\w+)" content="([^"]*)"', html))
    assert {"title", "description", "url", "image", "type", "site_name"} == set(told)
    assert told["url"] == store.SITE_ADDRESS + address
    assert "" not in told.values()


@pytest.mark.parametrize(
    "address",
    [
        *("/search/?q=tote", "/shop/?colour=navy", "/shop/?sort=price", "/basket/"),
        *("/account/login/", "/account/signup/", "/contact/sent/", "/no-such-page/"),
    ],
)
def test_pages_that_must_not_be_found_say_so(client: Client, address: str) -> None:
    make_family()

    answer = client.get(address, follow=True)

    asked = answer.headers.get("X-Robots-Tag", "") + answer.content.decode()
    assert "noindex" in asked
    assert 'rel="canonical"' not in asked


def test_plain_text_has_no_marks_and_ends_at_a_word() -> None:
    text = "<p>Cut &amp; sewn\x0b<br>by hand</p><ul><li>strong</li></ul>"

    assert write_plain(text, longest=100) == "Cut & sewn by hand strong"
    assert write_plain(text, longest=12) == "Cut & sewn…"
