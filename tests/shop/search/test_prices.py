"""A price among the words is the filter of the list; a number in a name is not."""

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from shop.search.prices import find_band, read_price
from tests.shop.goods import make_family
from tests.shop.search.test_search import look_for


@pytest.mark.parametrize(
    ("typed", "words", "span"),
    [
        ("bags under 20", "bags", (0, 2_000)),
        ("under $20", "", (0, 2_000)),
        ("Tote LESS THAN 15 dollars", "Tote", (0, 1_500)),
        ("20 to 40 tote", "tote", (2_000, 4_001)),
        ("from $20 to $40", "", (2_000, 4_001)),
        ("between 20 and 39.99 tie", "tie", (2_000, 4_000)),
        ("navy tote over 30", "navy tote", (3_000, None)),
        ("menos de 20", "", (0, 2_000)),
        ("bolsa de 20 a 40", "bolsa", (2_000, 4_001)),
        ("entre 20 y 40 dólares bolsa", "bolsa", (2_000, 4_001)),
        ("bolsa más de 19,99", "bolsa", (1_999, None)),
    ],
)
def test_a_price_is_read_away_from_the_words(
    typed: str, words: str, span: tuple[int, int | None]
) -> None:
    rest, band = read_price(typed)

    assert band is not None
    assert (rest, (band.least, band.below)) == (words, span)
    assert find_band(band.key) == band


@pytest.mark.parametrize(
    "typed",
    [
        "21 bags",
        "size 12",
        "size 10 to 12",
        "talla 10 a 12",
        "tote 20",
        "tote under",
        "tote under 20 cm",
        "under 20%",
        "bag for 2 to 3 people",
        "2011 to 2012",
        "under 20,000",
        "40 to 20",
        "under 0",
        "over 10 under 20",
        "de 20 bolsas",
        "wonder 20",
        "under \u0662\u0660",
    ],
)
def test_a_number_that_is_no_price_stays_a_word(typed: str) -> None:
    assert read_price(typed) == (typed, None)


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Under $20", "From $20 to $39.99", "$30 and over", "Under $15"]),
        ("es", ["Menos de $20", "De $20 a $39.99", "$30 o más", "Menos de $15"]),
    ],
)
def test_it_is_named_as_the_filters_are(language: str, names: list[str]) -> None:
    with override(language):
        bands = [read_price(t)[1] for t in ("under 20", "20 to 39.99", "over 30", "under 15")]
        assert [str(band.label) for band in bands if band] == names


@pytest.fixture
def shelf(db: None) -> None:
    make_family("Canvas tote", slug="a", marks={"natural": 2}, price="18.00")
    make_family("Big tote", slug="b", marks={"navy": 1}, price="20.00")
    make_family("Silk tie", slug="c", marks={"wine": 1}, price="40.00", kind="Tie")


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=tote+under+20", {"Canvas tote"}),
        ("q=tote+20+to+40", {"Big tote"}),
        ("q=de+20+a+40", {"Big tote", "Silk tie"}),
        ("q=tote&price=0-2000", {"Canvas tote"}),
        ("q=tote+under+19&price=15-to-25", {"Canvas tote", "Big tote"}),
        ("q=tote+under+15", set()),
        ("price=2000-4001", {"Big tote", "Silk tie"}),
        ("price=4001-2000&price=0-0&price=-&price=1-2-3", {"Canvas tote", "Big tote", "Silk tie"}),
    ],
)
def test_it_narrows_the_list_as_the_filter_does(query: str, found: set[str]) -> None:
    assert {card.title for card in look_for(query).cards} == found


@pytest.mark.usefixtures("shelf")
def test_every_price_is_counted_beside_it() -> None:
    counts = look_for("q=tote+under+20").counts

    assert counts["price"] == {"0-2000": 1, "15-to-25": 2}
    assert counts["total"] == {"": 1}


@pytest.mark.usefixtures("shelf")
def test_it_costs_no_query_more(django_assert_num_queries: Any, client: Client) -> None:
    for query in ("tote", "tie"):
        client.get("/search/", {"q": query})

    with django_assert_num_queries(3):
        client.get("/search/", {"q": "totes"})
    with django_assert_num_queries(3):
        client.get("/search/", {"q": "totes under 20"})


@pytest.mark.usefixtures("shelf")
def test_the_page_shows_the_price_as_a_filter_to_take_away(client: Client) -> None:
    page = client.get("/search/", {"q": "tote under 20"})

    words = page.content.decode()
    assert page.context["page"].chips == [("Under $20", "q=tote")]
    assert 'value="0-2000"' in words
    assert [(tick.label, tick.count) for tick in page.context["page"].bands if tick.is_ticked] == [
        ("Under $20", 1)
    ]
    assert 'value="tote"' in words


@pytest.mark.usefixtures("shelf")
def test_where_nothing_costs_so_little_the_words_are_offered_without_it(client: Client) -> None:
    page = client.get("/search/", {"q": "tote under 5"})
    plain = client.get("/search/", {"q": "violin"})

    assert page.context["page"].total == 0
    assert 'href="?q=tote"' in page.content.decode()
    assert "See “tote” at any price" in page.content.decode()
    assert "at any price" not in plain.content.decode()


@pytest.mark.usefixtures("shelf")
def test_suggestions_are_for_the_words_and_lead_on_with_the_price(client: Client) -> None:
    page = client.get("/search/suggest/", {"q": "canvas under 20"}).content.decode()

    assert "Canvas tote" in page
    assert "/search/?q=canvas&amp;price=0-2000" in page
