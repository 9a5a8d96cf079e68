from typing import Any

import pytest
from django.http import QueryDict

from shop.search.queries import get_listing, get_shelf, suggest_text
from shop.search.wishes import read_wish
from tests.shop.goods import make_category, make_family, settle

pytestmark = pytest.mark.django_db


def look_for(query: str) -> Any:
    version, vocabulary = get_shelf()
    wish = read_wish(QueryDict(query), vocabulary=vocabulary, category_id=None, has_text=True)
    return get_listing(wish=wish, version=version)


def titles(query: str) -> list[str]:
    return [card.title for card in look_for(query).cards]


@pytest.fixture
def shelf() -> None:
    bags = make_category("Carriers")
    make_family("Canvas tote", slug="a", marks={"natural": 2, "navy": 1}, category=bags)
    make_family(
        "Wooden holder",
        slug="b",
        marks={"teak": 0},
        price="32.00",
        priority=5,
        kind="Holder",
    )
    make_family(
        "Her shirt",
        slug="c",
        marks={"navy": 4},
        price="24.00",
        description="A canvas cut.",
        kind="Shirt",
    )


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=tote", ["Canvas tote"]),
        ("q=totes", ["Canvas tote"]),
        ("q=canv", ["Canvas tote", "Her shirt"]),
        ("q=her", ["Her shirt"]),
        ("q=carriers", ["Canvas tote"]),
        ("q=navy+canvas", ["Canvas tote", "Her shirt"]),
        ("q=nothing+here", []),
        ("q=%F0%9F%91%9C", []),
        ("q=%27%27%22%22+%26+%7C+%21+%3A%2A+%28", []),
        ("q=tote%00", ["Canvas tote"]),
        ("q=", ["Wooden holder", "Her shirt", "Canvas tote"]),
    ],
)
def test_search_finds(query: str, found: list[str]) -> None:
    assert titles(query) == found


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("colour=navy", ["Her shirt", "Canvas tote"]),
        ("colour=navy&price=15-to-25&price=under-15", ["Her shirt", "Canvas tote"]),
        ("price=25-to-35", ["Wooden holder"]),
        ("stock=in", ["Her shirt", "Canvas tote"]),
        ("sort=price", ["Canvas tote", "Her shirt", "Wooden holder"]),
        ("sort=-price", ["Wooden holder", "Her shirt", "Canvas tote"]),
        ("colour=plaid&price=free&sort=luck&page=x", ["Wooden holder", "Her shirt", "Canvas tote"]),
    ],
)
def test_filters_narrow_and_unknown_ones_are_ignored(query: str, found: list[str]) -> None:
    assert titles(query) == found


@pytest.mark.usefixtures("shelf")
def test_counts_say_what_each_filter_would_leave_beside_the_others() -> None:
    counts = look_for("colour=navy&stock=in").counts

    assert counts["total"] == {"": 2}
    assert counts["colour"] == {"natural": 1, "navy": 2}
    assert counts["price"] == {"15-to-25": 2}
    assert counts["stock"] == {"in": 2}


@pytest.fixture
def sized_shelf() -> None:
    make_family("Crew shirt", slug="crew", marks={"navy-s": 2, "navy-m": 1}, kind="Shirt")
    make_family("Loose shirt", slug="loose", marks={"sage-m": 2, "sage-l": 1}, kind="Shirt")
    make_family("Canvas tote", slug="tote", marks={"navy": 1})


@pytest.mark.usefixtures("sized_shelf")
def test_sizes_narrow_and_are_counted_beside_the_other_filters() -> None:
    medium = look_for("size=m&size=giant&sort=newest")
    navy = look_for("colour=navy")

    assert {card.title for card in medium.cards} == {"Crew shirt", "Loose shirt"}
    assert medium.wish.sizes == ("m",)
    assert medium.counts["size"] == {"s": 1, "m": 2, "l": 1}
    assert medium.counts["colour"] == {"navy": 1, "sage": 1}
    assert navy.counts["size"] == {"s": 1, "m": 1}


@pytest.mark.usefixtures("sized_shelf")
@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=shirt",
        "q=shirt&colour=navy",
        "colour=navy&size=m&stock=in",
        "price=15-to-25&size=l&size=s",
        "colour=sage&price=over-35",
    ],
)
def test_each_count_is_how_many_there_are_once_its_filter_is_ticked(query: str) -> None:
    make_family("Dear shirt", slug="dear", marks={"navy-l": 0, "wine-l": 0}, price="45.00")

    counts = look_for(query).counts

    for facet in ("colour", "size", "price", "stock"):
        for key, goods in counts[facet].items():
            ticked = QueryDict(query, mutable=True)
            ticked.setlist(facet, [key])
            assert (facet, key, look_for(ticked.urlencode()).total) == (facet, key, goods)


@pytest.mark.usefixtures("shelf")
def test_counts_follow_the_catalogue() -> None:
    before = look_for("").total

    make_family("Late tote", slug="late")
    settle()

    assert (before, look_for("").total) == (3, 4)


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("page", ["-1", "0", "1000000000", "9" * 400, "x", "", "²", "1.5"])
def test_pages_out_of_range_show_a_page_there_is(page: str) -> None:
    listing = look_for(f"page={page}")

    assert (listing.wish.page, len(listing.cards)) == (1, 3)


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("text", "meant"), [("tott", "tote"), ("canvs tote", "canvas tote"), ("zzzzqq", "")]
)
def test_suggestion_uses_the_catalogues_own_words(text: str, meant: str) -> None:
    version, vocabulary = get_shelf()
    params = QueryDict(mutable=True)
    params["q"] = text
    wish = read_wish(params, vocabulary=vocabulary, category_id=None, has_text=True)

    assert suggest_text(wish=wish, version=version) == meant


def test_words_of_ten_thousand_letters_are_cut() -> None:
    assert look_for("q=" + "tote " * 2_000).wish.text == ("tote " * 20).strip()
