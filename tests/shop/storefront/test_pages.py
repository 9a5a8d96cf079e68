import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from shop.pictures.models import Picture
from shop.pictures.services import adopt_renditions
from shop.search.models import ProductCard
from tests.shop.goods import Family, make_category, make_family, settle

pytestmark = pytest.mark.django_db


def address(family: Family, mark: str = "") -> str:
    pk = family.children[mark].pk if mark else family.parent.pk
    return reverse("catalogue:detail", args=(family.parent.slug, pk))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("page", "cold", "warm"), [("home", 2, 2), ("list", 5, 2), ("search", 6, 2), ("product", 7, 5)]
)
def test_pages_ask_little_however_much_there_is(
    page: str, cold: int, warm: int, count: int, client: Client, django_assert_num_queries: Any
) -> None:
    family, *_ = [make_family(slug=f"tote-{n}") for n in range(count)]
    url = {
        "home": "/",
        "list": "/shop/",
        "search": "/search/?q=tote",
        "product": address(family),
    }[page]

    with django_assert_num_queries(cold):
        client.get(url)
    with django_assert_num_queries(warm):
        response = client.get(url)

    assert response.status_code == 200


def test_product_with_many_variants_asks_no_more(
    client: Client, django_assert_num_queries: Any
) -> None:
    marks = {f"{colour}-{size}": 3 for colour in ("navy", "sage") for size in ("s", "m", "l")}
    family = make_family(marks=marks)
    client.get(address(family))

    with django_assert_num_queries(5):
        client.get(address(family))


@pytest.mark.parametrize("url", ["/", "/shop/", "/search/?q=tote"])
def test_pages_for_all_set_no_cookie_and_vary_on_none(url: str, client: Client) -> None:
    make_family()

    response = client.get(url)
    again = client.get(url, headers={"if-none-match": response.headers["ETag"]})

    assert len(response.cookies) == 0
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["Cache-Control"] == "public, no-cache, max-age=0"
    assert again.status_code == 304


@pytest.mark.parametrize("url", ["/", "/shop/", "/search/?q=tote", "product"])
def test_looking_changes_nothing(url: str, client: Client) -> None:
    family = make_family()
    url = address(family) if url == "product" else url
    records = get_model("analytics", "ProductRecord").objects

    client.get(url)

    assert (records.count(), get_model("basket", "Basket").objects.count()) == (0, 0)


def test_each_filter_in_force_can_be_taken_away_alone(client: Client) -> None:
    make_family()

    page = client.get("/search/?q=tote&colour=navy&stock=in").context["page"]

    assert page.chips == [("Navy", "q=tote&stock=in"), ("In stock only", "q=tote&colour=navy")]


def test_a_new_price_shows_at_once(client: Client) -> None:
    family = make_family(marks={"navy": 3})
    pages = ["/", "/shop/", address(family)]
    before = [b"$18.00" in client.get(page).content for page in pages]

    get_model("partner", "StockRecord").objects.update(price="19.00")
    settle()

    after = [b"$19.00" in client.get(page).content for page in pages]
    assert (before, after) == ([True] * 3, [True] * 3)


def test_variants_address_shows_its_product_with_the_variant_chosen(client: Client) -> None:
    family = make_family(marks={"natural": 9, "navy": 2})

    response = client.get(address(family, "navy"))

    page = response.context["page"]
    assert (page.card.pk, page.choices.shown.colour) == (family.parent.pk, "navy")
    canonical = f'<link rel="canonical" href="{settings.SITE_ADDRESS}{address(family)}">'
    assert canonical in response.content.decode()
    assert f'action="/basket/add/{family.children["navy"].pk}/"' in response.content.decode()


@pytest.mark.parametrize(
    ("query", "colour"), [("colour=navy", "navy"), ("colour=plaid", "natural"), ("", "natural")]
)
def test_colour_is_chosen_by_the_address(query: str, colour: str, client: Client) -> None:
    family = make_family(marks={"natural": 9, "navy": 2})

    choices = client.get(f"{address(family)}?{query}").context["page"].choices

    assert (choices.shown.colour, [each.key for each in choices.colours if each.is_chosen]) == (
        colour,
        [colour],
    )


def test_unasked_the_first_variant_that_can_be_bought_is_shown(client: Client) -> None:
    family = make_family(marks={"natural": 0, "navy": 2})

    page = client.get(address(family)).context["page"]

    assert page.choices.shown.colour == "navy"
    assert [(each.key, each.is_sold_out) for each in page.choices.colours] == [
        ("natural", True),
        ("navy", False),
    ]


def test_sold_out_sizes_are_disabled_and_said_so(client: Client) -> None:
    family = make_family(marks={"navy-s": 0, "navy-m": 2})

    html = client.get(address(family)).content.decode()

    inputs = [tag for tag in re.findall(r"<input[^>]*>", html) if 'name="variant"' in tag]
    offered = {re.findall(r'value="(\d+)"', tag)[0]: "disabled" in tag for tag in inputs}
    small, medium = (str(family.children[mark].pk) for mark in ("navy-s", "navy-m"))
    assert offered == {small: True, medium: False}
    assert html.count("sold out") == 1
    assert re.findall(r'href="/wishes/(\d+)/"\s*>([^<]+)', html) == [
        (small, "Tell me when S is back")
    ]


def test_sold_out_colour_offers_no_button(client: Client) -> None:
    family = make_family(marks={"natural": 0, "navy": 2})

    html = client.get(f"{address(family)}?colour=natural").content.decode()

    assert "/basket/add/" not in html
    assert "Sold out in Natural." in html


def test_share_is_stated_with_amount_and_price(client: Client) -> None:
    family = make_family(marks={"navy": 2})

    html = client.get(address(family)).content.decode()

    assert "$1.92 of this tote's $18.00 goes to the Training Fund." in html


def test_wrong_slug_leads_for_good_to_the_right_one(client: Client) -> None:
    family = make_family()

    response = client.get(f"/shop/wrong_{family.parent.pk}/?colour=navy")

    assert (response.status_code, response["Location"]) == (
        301,
        f"{address(family)}?colour=navy",
    )


def test_wrong_category_slug_leads_to_the_right_one(client: Client) -> None:
    category = make_category("Bags")
    make_family(category=category)

    response = client.get(f"/shop/c/wrong_{category.pk}/")

    assert (response.status_code, response["Location"]) == (301, f"/shop/c/bags_{category.pk}/")


def test_withdrawn_product_is_gone_in_words(client: Client) -> None:
    family = make_family()
    family.parent.is_public = False
    family.parent.save()
    settle()

    response = client.get(address(family))

    assert response.status_code == 410
    assert "This is no longer in the shop" in response.content.decode()


@pytest.mark.parametrize(
    "url",
    [
        "/shop/x_0/",
        "/shop/x_999999999/",
        "/shop/x_99999999999999999999/",
        "/shop/x_-1/",
        "/shop/x_1e3/",
        "/shop/c/x_999999999/",
        "/shop/c/x_99999999999999999999/",
        "/catalogue/",
        "/shop/category/x_1/",
    ],
)
def test_malformed_and_unknown_addresses_are_not_found(url: str, client: Client) -> None:
    make_family()

    assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", ["/", "/shop/", "/search/"])
def test_pages_only_listen_to_get(url: str, client: Client) -> None:
    assert client.post(url).status_code == 405


def test_data_block_cannot_be_ended_by_a_title(client: Client) -> None:
    family = make_family("</script><b>x", slug="odd")

    html = client.get(address(family)).content.decode()

    assert "</script><b>x" not in html
    assert "\\u003C/script\\u003E\\u003Cb\\u003Ex" in html


def test_empty_catalogue_still_has_pages(client: Client) -> None:
    statuses = [client.get(url).status_code for url in ("/", "/shop/", "/search/?q=tote")]

    assert (statuses, ProductCard.objects.count()) == ([200, 200, 200], 0)


def test_size_goes_along_to_colours_that_have_it(client: Client) -> None:
    family = make_family(marks={"navy-s": 2, "navy-m": 2, "sage-m": 2})

    page = client.get(f"{address(family)}?colour=navy&size=m").context["page"]
    small = client.get(f"{address(family)}?colour=navy&size=s").context["page"]

    assert [each.query for each in page.choices.colours] == [
        "colour=navy&size=m",
        "colour=sage&size=m",
    ]
    assert [each.query for each in small.choices.colours] == ["colour=navy&size=s", "colour=sage"]


def test_size_chart_is_of_the_product_class(client: Client) -> None:
    shirt = make_family("Shirt", slug="shirt", kind="T-shirt", marks={"navy-m": 2})
    other = make_family("Wrap", slug="wrap", kind="Wrap", marks={"navy-m": 2})

    pages = [client.get(address(each)).content.decode() for each in (shirt, other)]

    assert ["Chest, cm" in page for page in pages] == [True, False]


def test_large_pictures_are_links_that_need_no_script(client: Client) -> None:
    family = make_family()
    adopt_renditions(name="a.jpg", width=1200, height=1500, widths=[400, 1200])
    Picture.objects.update(has_avif=True, tint="#2e3968")
    family.parent.images.create(original="a.jpg", caption="A tote", display_order=0)

    html = client.get(address(family)).content.decode()

    assert 'href="/media/a-1200.webp"' in html
    assert 'type="image/avif"' in html
    assert 'srcset="/media/a-400.avif 400w, /media/a-1200.avif 1200w"' in html
    assert 'fill="#2e3968"' in html
