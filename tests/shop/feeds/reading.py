"""What tests of feeds do: put goods on show and read what machines find."""

from collections.abc import Iterator
from typing import Any

from defusedxml import ElementTree
from django.conf import settings as store
from django.test import Client

from shop.pictures.services import adopt_renditions
from tests.shop.goods import Family, make_family, settle

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
G = "{http://base.google.com/ns/1.0}"
REQUIRED = {
    *("id", "title", "description", "link", "image_link", "availability", "price", "brand"),
    *("condition", "identifier_exists", "shipping", "item_group_id"),
}
LONGEST = {"id": 50, "title": 150, "description": 5_000, "brand": 70, "item_group_id": 50}
"""Google Merchant Center, product data specification."""


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
