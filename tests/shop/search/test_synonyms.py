"""What shoppers call the goods finds them, and leads to pages where no goods are meant."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from nomi.demo.shoppers_words import seed_shoppers_words
from nomi.demo.staff import seed_staff
from shop.search.models import Synonym
from tests.shop.goods import make_category, make_family, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf() -> None:
    bags, cards = make_category("Bags"), make_category("Card holders")
    make_family("Market carrier", slug="tote", marks={"natural": 2}, category=bags)
    make_family("Zip pouch", slug="pouch", marks={"rust": 1}, category=bags, kind="Pouch")
    make_family("Slim case", slug="case", marks={"teak": 1}, category=cards, kind="Card holder")
    make_family("“Her Work” T-shirt", slug="shirt", marks={"wine-xl": 1}, kind="T-shirt")
    make_family("Dotted tie", slug="tie", marks={"navy": 1}, kind="Tie")
    seed_shoppers_words()
    settle()


def search(client: Client, text: str) -> Any:
    return client.get("/search/", {"q": text}).context["page"]


def find(client: Client, text: str) -> set[str]:
    page = search(client, text)
    assert page.asked == ""
    return {card.title for card in page.cards}


SHIRT, TIE, CASE = "“Her Work” T-shirt", "Dotted tie", "Slim case"
BAGS = {"Market carrier", "Zip pouch"}


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("tee", {SHIRT}),
        ("Tees", {SHIRT}),
        ("tshirt", {SHIRT}),
        ("t shirt", {SHIRT}),
        ("camisetas", {SHIRT}),
        ("អាវយឺត", {SHIRT}),
        ("XL", {SHIRT}),
        ("tote", {"Market carrier"}),
        ("bag", BAGS),
        ("purses", BAGS),
        ("bolsa", BAGS),
        ("កាបូប", BAGS),
        ("red purse", {"Zip pouch"}),
        ("red", {SHIRT, "Zip pouch"}),
        ("necktie", {TIE}),
        ("blue neckties", {TIE}),
        ("card holders", {CASE}),
        ("business card", {CASE}),
        ("wood", {CASE}),
    ],
)
def test_shoppers_words_find_the_goods(typed: str, found: set[str], client: Client) -> None:
    assert find(client, typed) == found


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    "typed", ["gift card", "Gift cards", "gift", "voucher", "a present", "gft"]
)
def test_a_gift_leads_to_the_gift_card(typed: str, client: Client) -> None:
    page = search(client, typed)

    assert [lead.url for lead in page.leads] == ["/gift-card/"]
    assert client.get(page.leads[0].url).status_code == 200


@pytest.mark.usefixtures("shelf")
def test_page_beside_goods_is_offered_while_typing_and_in_the_shoppers_language(
    client: Client,
) -> None:
    found = client.get("/es/search/", {"q": "tarjeta regalo"})
    offered = client.get("/search/suggest/", {"q": "voucher"})

    assert '<a class="chip" href="/es/gift-card/">Tarjeta regalo</a>' in found.text
    assert "We have nothing by that name" not in client.get("/search/?q=voucher").text
    assert 'href="/gift-card/"' in offered.text
    assert {card.title for card in search(client, "gift bag").instead} == BAGS


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("typed", ["tee", "bolsa"])
def test_shoppers_words_offer_goods_while_typing(typed: str, client: Client) -> None:
    offered = client.get("/search/suggest/", {"q": typed}).context["offered"]

    assert {card.title for card in offered.cards} == ({SHIRT} if typed == "tee" else BAGS)


@pytest.mark.usefixtures("shelf")
def test_slip_in_a_shoppers_word_is_mended(client: Client) -> None:
    page = search(client, "nektie")

    assert (page.asked, page.wish.text) == ("nektie", "necktie")
    assert [card.title for card in page.cards] == [TIE]


@pytest.mark.usefixtures("shelf")
def test_words_that_find_nothing_lead_to_kinds_and_prices(client: Client) -> None:
    page = search(client, "zeppelin")

    assert [way.url.partition("?")[2] for way in page.ways][-4:] == [
        "price=under-15",
        "price=15-to-25",
        "price=25-to-35",
        "price=over-35",
    ]
    assert [str(way.label) for way in page.ways][:2] == ["Bags", "Card holders"]


@pytest.fixture
def content(client: Client) -> Client:
    seed_staff()
    client.force_login(get_user_model().objects.get(email="content@nomi.example"))
    return client


@pytest.mark.usefixtures("shelf")
def test_content_staff_teach_the_search_a_word(content: Client) -> None:
    before = search(content, "cravat").total

    content.post(
        "/admin/shop_search/synonym/add/", {"typed": "Cravat, neckwear", "goods": "tie", "page": ""}
    )
    settle()

    assert (before, find(content, "cravats")) == (0, {TIE})


@pytest.mark.parametrize(
    ("typed", "goods", "words"),
    [
        ("cravat", "", "Say what the goods say, or choose a page."),
        ("—", "tie", "Write a word."),
        ("cravat", "—", "Write a word."),
    ],
)
def test_words_that_lead_nowhere_are_refused_and_kept_in_the_form(
    typed: str, goods: str, words: str, content: Client
) -> None:
    response = content.post(
        "/admin/shop_search/synonym/add/", {"typed": typed, "goods": goods, "page": ""}
    )

    assert words in response.text
    assert response.context["adminform"].form["typed"].value() == typed
    assert Synonym.objects.count() == 0
