"""The home page begins with the tote, whatever else stands first in the shop."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from tests.shop.goods import make_family, settle

pytestmark = pytest.mark.django_db

SHARE = "$1.92 of this tote's $18.00 goes to the Training Fund."


def read_hero(client: Client) -> str:
    page = client.get("/").content.decode()
    return re.sub(r"\s+", " ", page.partition("hero__words")[2].partition("</section>")[0])


def test_tote_leads_when_staff_have_put_a_tie_first(client: Client) -> None:
    tote = make_family()
    tie = make_family("Silk tie", slug="tie", kind="Tie", price="40.00", priority=9)

    hero = read_hero(client)

    assert reverse("catalogue:detail", args=(tote.parent.slug, tote.parent.pk)) in hero
    assert (SHARE in hero, "$40.00" in hero) == (True, False)
    home = client.get("/").content.decode()
    assert reverse("catalogue:detail", args=(tie.parent.slug, tie.parent.pk)) in home


def test_share_of_a_tote_without_variants_is_told(client: Client) -> None:
    make_single_tote()

    assert SHARE in read_hero(client)


def make_single_tote() -> None:
    family = make_family(marks={"natural": 9})
    products = get_model("catalogue", "Product").objects
    products.filter(pk=family.children["natural"].pk).update(
        structure="standalone", parent=None, product_class=family.parent.product_class
    )
    products.filter(pk=family.parent.pk).delete()
    settle()


def test_shop_without_a_tote_names_no_price_above_the_fold(client: Client) -> None:
    make_family("Silk tie", slug="tie", kind="Tie", price="40.00")

    hero = read_hero(client)

    assert "Buy Her Bag" in hero
    assert "$" not in hero
