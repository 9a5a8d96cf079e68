"""What pages say of themselves to machines."""

import json
import re

import pytest
from django.conf import settings as store
from django.test import Client

from shop.feeds.text import write_plain
from tests.shop.feeds.reading import (
    make_local,
    show,
)
from tests.shop.goods import make_category, make_family

pytestmark = pytest.mark.django_db


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
