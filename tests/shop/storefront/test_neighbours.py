"""Goods beside a product: related ones, and those a browser has looked at."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from tests.shop.goods import Family, make_category, make_family, settle

pytestmark = pytest.mark.django_db
SEEN = "/shop/seen/"


def make_goods(count: int, *, category: Any, stock: int = 3) -> list[Family]:
    return [
        make_family(f"Good {n}", slug=f"good-{n}", category=category, marks={"navy": stock})
        for n in range(count)
    ]


def recommend(primary: Family, other: Family, ranking: int = 1) -> None:
    get_model("catalogue", "ProductRecommendation").objects.create(
        primary=primary.parent, recommendation=other.parent, ranking=ranking
    )


def list_related(client: Client, family: Family) -> list[str]:
    address = reverse("catalogue:detail", args=(family.parent.slug, family.parent.pk))
    return [card.title for card in client.get(address).context["page"].related]


def test_related_goods_are_of_the_category_and_in_stock(client: Client) -> None:
    bags, ties = make_category("Bags"), make_category("Ties")
    here, other = make_goods(2, category=bags)
    make_family("Gone", slug="gone", category=bags, marks={"navy": 0})
    make_family("Tie", slug="tie", category=ties)

    assert list_related(client, here) == [other.parent.title]


def test_recommended_goods_come_first_and_once(client: Client) -> None:
    bags = make_category("Bags")
    here, first, second, third = make_goods(4, category=bags)
    tie = make_family("Tie", slug="tie", category=make_category("Ties"))
    recommend(here, first, ranking=2)
    recommend(here, tie, ranking=1)

    assert list_related(client, here) == [
        first.parent.title,
        "Tie",
        third.parent.title,
        second.parent.title,
    ]


def test_recommended_goods_that_are_sold_out_are_left_out(client: Client) -> None:
    here = make_family()
    gone = make_family("Gone", slug="gone", marks={"navy": 0})
    recommend(here, gone)

    assert list_related(client, here) == []


@pytest.mark.parametrize("count", [1, 3])
def test_related_goods_cost_one_query(
    count: int, client: Client, django_assert_num_queries: Any
) -> None:
    here, *_others = make_goods(count + 1, category=make_category("Bags"))
    list_related(client, here)

    with django_assert_num_queries(5):
        list_related(client, here)


def test_goods_looked_at_are_shown_in_the_browsers_order(
    client: Client, django_assert_num_queries: Any
) -> None:
    first, second = make_goods(2, category=make_category("Bags"))

    with django_assert_num_queries(1):
        part = client.get(SEEN, {"p": [second.parent.pk, first.parent.pk]})

    assert [card.title for card in part.context["cards"]] == ["Good 1", "Good 0"]
    assert part.headers["Cache-Control"] == "public, no-cache, max-age=0"
    assert "Cookie" not in part.headers.get("Vary", "")
    assert len(part.cookies) == 0


@pytest.mark.parametrize(
    "asked",
    ["", "0", "-1", "1.5", "x", "٣", "9" * 400, "1' OR '1'='1", "999999999", "\N{HANDBAG}"],
)
def test_what_is_no_product_is_passed_over(asked: str, client: Client) -> None:
    make_family()

    assert client.get(SEEN, {"p": asked}).status_code == 204


def test_no_more_than_eight_are_looked_up(client: Client) -> None:
    goods = make_goods(9, category=make_category("Bags"))

    part = client.get(SEEN, {"p": [each.parent.pk for each in goods]})

    assert [card.title for card in part.context["cards"]] == [f"Good {n}" for n in range(8)]


def test_hidden_goods_are_not_shown_to_who_saw_them(client: Client) -> None:
    family = make_family()
    get_model("catalogue", "Product").objects.filter(pk=family.parent.pk).update(is_public=False)
    settle()

    assert client.get(SEEN, {"p": family.parent.pk}).status_code == 204


def test_page_itself_names_nothing_that_was_seen(client: Client) -> None:
    here, other = make_goods(2, category=None)
    address = reverse("catalogue:detail", args=(here.parent.slug, here.parent.pk))
    client.get(SEEN, {"p": other.parent.pk})

    text = client.get(address).content.decode()

    assert "You have looked at" not in text
    assert 'id="seen"' in text
