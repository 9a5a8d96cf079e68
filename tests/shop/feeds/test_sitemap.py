"""Sitemap and robots: public pages that answer, and nothing hidden."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as store
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from impact.shares.policies import list_allocation_policies, list_share_policies
from shop.content import services
from shop.feeds.sitemaps import SECTIONS
from tests.shop.feeds.reading import (
    LINK,
    MAP,
    G,
    hide,
    list_items,
    list_sitemap,
    make_local,
    parse,
    show,
    walk_all,
)
from tests.shop.goods import make_category

pytestmark = pytest.mark.django_db


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
    assert len(found) == (14 + 5 + 1 + 1) * len(store.LANGUAGES)


def test_sitemap_names_each_page_in_every_language_with_its_sisters(client: Client) -> None:
    family = show()
    path = f"/shop/plain-tote_{family.parent.pk}/"
    here = store.SITE_ADDRESS
    addresses = {"en": here + path, "es": f"{here}/es{path}", "km": f"{here}/km{path}"}

    found = {
        url.findtext(f"{MAP}loc"): [
            (link.get("hreflang"), link.get("href")) for link in url.iter(LINK)
        ]
        for url in parse(client, "/sitemap-goods.xml").iter(f"{MAP}url")
    }

    sisters = [*addresses.items(), ("x-default", addresses["en"])]
    assert found == dict.fromkeys(addresses.values(), sisters)
    for code, address in addresses.items():
        page = client.get(make_local(address))
        assert page.headers["Content-Language"] == code
        told = re.findall(r'rel="alternate"\s+hreflang="([\w-]+)"\s+href="([^"]+)"', page.text)
        assert sorted(told) == sorted(sisters)


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

    assert len(found) == len(set(found)) == 3 * len(store.LANGUAGES)


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
