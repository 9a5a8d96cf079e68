"""New goods and the Merchant feed: well-formed, complete, with links that answer."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from shop.feeds.merchant import reading
from tests.shop.feeds.reading import LONGEST, REQUIRED, G, list_items, make_local, parse, read, show
from tests.shop.goods import make_category, make_family, settle

pytestmark = pytest.mark.django_db


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
