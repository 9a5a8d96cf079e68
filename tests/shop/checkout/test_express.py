"""The checkout on one page: what it shows, what it refuses, and that nothing typed is lost."""

import re
from typing import Any

import pytest
from django.test import Client
from oscar.core.loading import get_model

from tests.failure_cases.conftest import stripe  # noqa: F401 - the stand-in, as a fixture
from tests.shop.checkout.test_guest_checkout import ADDRESS, Journey
from tests.shop.shopping import count_everything, make_country, make_product, make_user

PAGE = "/checkout/express/"
STANDARD = {**ADDRESS, "method": "us-standard"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def shop(db: None) -> Client:
    """Return the browser of a guest who has one tote in her basket."""
    make_country("US")
    make_country("CA")
    client = Client()
    client.post(f"/basket/add/{make_product().pk}/", {"quantity": "1"})
    return client


def order(client: Client, data: dict[str, str]) -> Any:
    """Press the button below the total that the page shows for these values."""
    seen = client.post(PAGE, data)
    return client.post(PAGE, {**data, "expected": seen.context["quote"].fingerprint, "pay": "yes"})


@pytest.mark.django_db(transaction=True)
def test_a_whole_express_checkout_is_four_requests_within_their_queries(stripe: Any) -> None:  # noqa: F811 - the fixture
    make_country("US")
    journey = Journey()

    journey.post(f"/basket/add/{make_product().pk}/", {"quantity": "1"})
    assert f'href="{PAGE}"' in journey.get("/basket/").content.decode()
    page = journey.get(PAGE)
    data = {**STANDARD, "expected": page.context["quote"].fingerprint, "pay": "yes"}
    answer = journey.post(PAGE, data)

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(stripe.url + "/pay/")
    print(*journey.counted, sep="\n")  # noqa: T201 - the figures of a run
    assert sum(queries for _request, queries in journey.counted) <= 90
    placed = get_model("order", "Order").objects.get()
    assert (placed.guest_email, placed.shipping_code) == ("guest@example.org", "us-standard")
    assert placed.shipping_address.state == "NY"


@pytest.mark.django_db(transaction=True)
def test_pay_pressed_twice_leads_to_the_same_payment(stripe: Any, shop: Client) -> None:  # noqa: F811 - the fixture
    first = order(shop, STANDARD)
    again = shop.post(PAGE, {**STANDARD, "pay": "yes"})

    assert (first.status_code, again.status_code) == (303, 303)
    assert again.headers["Location"] == first.headers["Location"]
    assert len(stripe.list_all("session")) == 1


def test_an_empty_page_names_every_field_and_keeps_what_was_typed(shop: Client) -> None:
    before = count_everything()

    page = shop.post(PAGE, {"pay": "yes", "first_name": "Ada", "note": "With love"})

    assert page.status_code == 422
    sheet = page.context["sheet"]
    assert set(sheet.contact.errors) == {
        "email", "last_name", "line1", "city", "country"
    }  # fmt: skip
    assert sheet.delivery.errors["method"] == ["Choose how we should send it."]
    text = page.content.decode()
    assert 'value="Ada"' in text
    assert "With love" in text
    assert 'href="#id_email"' in text
    assert 'href="#method-1"' in text
    assert count_everything() == before


def test_a_way_that_does_not_go_there_is_refused_beside_the_field(shop: Client) -> None:
    before = count_everything()
    canada = {"country": "CA", "state": "Ontario", "postcode": "K1A 0B1"}

    page = shop.post(PAGE, {**STANDARD, **canada, "pay": "yes"})

    assert page.status_code == 422
    words = "“Standard delivery” does not go to this country. Choose one of the ways below."
    assert page.context["sheet"].delivery.errors["method"] == [words]
    assert page.context["sheet"].contact.errors == {}
    assert [quote.rate.code for quote in page.context["quotes"]] == ["ca-standard"]
    assert f'<p class="field__error" id="method-error">{words}</p>' in page.content.decode()
    assert count_everything() == before


def test_update_shows_the_ways_of_the_country_and_complains_of_nothing_empty(shop: Client) -> None:
    page = shop.post(PAGE, {"country": "CA", "postcode": "12", "email": "", "method": "us-express"})

    assert page.status_code == 422
    assert page.context["sheet"].contact.errors == {
        "postcode": ["Enter a postal code of this country, such as K1A 0B1."]
    }
    assert page.context["sheet"].delivery.errors == {}
    assert page.context["sheet"].chosen == "ca-standard"
    assert page.context["quote"].shipping_minor == 1295


def test_tax_is_not_told_as_nothing_before_the_state_is_known(shop: Client) -> None:
    before = shop.get(PAGE).content.decode()
    after = shop.post(PAGE, {**STANDARD, "state": "NY"}).content.decode()

    assert re.search(r"Sales tax</dt>\s*<dd>\s*not known yet\s*</dd>", before)
    assert "not known yet" not in after


def test_htmx_gets_the_ways_and_the_total_alone(shop: Client) -> None:
    page = shop.post(PAGE, {**STANDARD, "state": "CA", "postcode": "94105"}, headers=HTMX)

    assert page.status_code == 200
    assert page.templates[0].name == "shop/checkout/_express_figures.html"
    text = page.content.decode()
    assert text.lstrip().startswith("<fieldset")
    assert 'hx-swap-oob="true"' in text
    assert "<html" not in text


def test_update_orders_nothing(shop: Client) -> None:
    before = count_everything()

    page = shop.post(PAGE, STANDARD)

    assert page.status_code == 200
    assert count_everything() == before


def test_another_total_than_the_one_seen_is_asked_again(shop: Client, settings: Any) -> None:
    settings.SHOP_SALES_TAX_BASIS_POINTS = {"NY": 1_000}
    settings.SHOP_STATES_TAXING_DELIVERY = frozenset()
    before = count_everything()
    seen = shop.get(PAGE).context["quote"]

    page = shop.post(PAGE, {**STANDARD, "expected": seen.fingerprint, "pay": "yes"})

    assert page.status_code == 409
    assert "The total changed to $25.75 since you looked." in page.content.decode()
    assert page.context["quote"].total_minor == seen.total_minor + 180
    assert 'value="1 Test Street"' in page.content.decode()
    assert count_everything() == before


def test_what_was_filled_in_is_there_again_after_a_look_at_the_basket(shop: Client) -> None:
    shop.post(PAGE, {**STANDARD, "method": "us-express", "note": "With love"})

    page = shop.get(PAGE)

    text = page.content.decode()
    assert 'value="guest@example.org"' in text
    assert "With love" in text
    assert page.context["sheet"].chosen == "us-express"


def test_a_visitor_without_goods_is_sent_to_the_basket(client: Client, db: None) -> None:
    assert client.get(PAGE).headers["Location"] == "/basket/"
    assert client.post(PAGE, {}).headers["Location"] == "/basket/"
    assert client.post(PAGE, {}, headers=HTMX).headers["HX-Refresh"] == "true"


def test_a_shopper_with_an_account_is_not_asked_for_her_mail(client: Client, db: None) -> None:
    make_country("US")
    client.force_login(make_user())
    client.post(f"/basket/add/{make_product().pk}/", {"quantity": "1"})

    page = client.get(PAGE)

    assert "email" not in page.context["sheet"].contact.fields
    assert "ada@example.org" in page.content.decode()
    assert f'href="{PAGE}"' not in client.get("/basket/").content.decode()
