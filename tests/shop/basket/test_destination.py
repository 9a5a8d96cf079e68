"""Delivery to anywhere, before an address is told: prices, days, and words for a wrong code."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model

from shop.basket.middleware import sign_basket
from shop.checkout.models import KeptDestination
from shop.checkout.tasks import forget_drafts
from shop.privacy.queries import collect_data
from shop.privacy.services import erase_shopper
from shop.shipping.arriving import add_working_days, get_arrival
from shop.shipping.rates import RATES
from tests.shop.checkout.test_drafts import lose_session
from tests.shop.shopping import make_basket, make_country, make_product, make_user

Basket = get_model("basket", "Basket")
MONDAY = date(2026, 11, 23)


@pytest.fixture
def client(db: None) -> Client:
    for code in ("US", "CA", "FR"):
        make_country(code)
    make_country("KP", is_served=False)
    browser = Client()
    browser.post(f"/basket/add/{make_product(price='18.00').pk}/", {"quantity": "2"})
    return browser


def ask(client: Client, country: str, postcode: str = "") -> Any:
    return client.post("/basket/delivery/", {"country": country, "postcode": postcode})


def list_ways(client: Client) -> list[tuple[str, int]]:
    page = client.get("/basket/").context["page"]
    return [(way.rate.code, way.charge_minor) for way in page.ways]


@pytest.mark.parametrize(
    ("country", "postcode", "ways"),
    [
        ("US", "10001", [("us-standard", 795), ("us-express", 2295)]),
        ("CA", "k1a 0b1", [("ca-standard", 1695)]),
        ("FR", "", [("world-standard", 2695)]),
    ],
)
def test_each_way_is_shown_with_its_price(
    client: Client, country: str, postcode: str, ways: list[tuple[str, int]]
) -> None:
    answer = ask(client, country, postcode)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/basket/")
    assert list_ways(client) == ways


@pytest.mark.parametrize(
    ("country", "postcode", "field"),
    [
        ("US", "ABC", "postcode"),
        ("US", "1000\x00", "postcode"),
        ("CA", "10001", "postcode"),
        ("US", "1" * 500, "postcode"),
        ("KP", "", "country"),
        ("Atlantis", "", "country"),
        ("", "", "country"),
    ],
)
def test_a_wrong_place_is_named_beside_its_field_and_nothing_kept(
    client: Client, country: str, postcode: str, field: str
) -> None:
    ask(client, "CA")
    before = list_ways(client)

    answer = ask(client, country, postcode)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert answer.context["form"]["postcode"].value() == postcode
    assert list_ways(client) == before


def test_where_nothing_is_ever_free_no_hint_stands(client: Client) -> None:
    assert "more and standard delivery" in client.get("/basket/").content.decode()

    ask(client, "FR")

    page = client.get("/basket/")
    assert page.context["page"].missing_for_free_minor is None
    assert "more and standard delivery" not in page.content.decode()


def test_the_address_form_opens_with_the_place(client: Client) -> None:
    ask(client, "CA", "K1A 0B1")

    form = client.get("/checkout/").context["form"]

    assert (form["country"].value(), form["postcode"].value()) == ("CA", "K1A 0B1")


def test_a_lost_session_keeps_the_place(client: Client) -> None:
    ask(client, "CA", "K1A 0B1")

    lose_session(client)

    form = client.get("/checkout/").context["form"]
    assert list_ways(client) == [("ca-standard", 1695)]
    assert (form["country"].value(), form["postcode"].value()) == ("CA", "K1A 0B1")


def test_nobody_else_sees_the_place(client: Client) -> None:
    ask(client, "CA")

    stranger = Client()
    stranger.cookies["basket"] = sign_basket(make_basket((make_product(), 2)).pk)

    assert list_ways(stranger)[0] == ("us-standard", 795)


def test_the_place_comes_along_into_the_account_and_is_part_of_its_data(client: Client) -> None:
    user = make_user()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    make_basket((make_product(title="Scarf"), 1), owner=user)
    ask(client, "CA", "K1A 0B1")

    client.post("/account/login/", {"login": user.email, "password": "long-enough-words"})

    assert client.get("/basket/").context["page"].destination.country_code == "CA"
    [row] = collect_data(user=user)["destinations"]
    assert (row["country_code"], row["postcode"]) == ("CA", "K1A 0B1")
    erase_shopper(user_id=user.pk, now=timezone.now())
    assert KeptDestination.objects.count() == 0


def test_the_place_is_kept_as_long_as_the_basket_is_known(client: Client) -> None:
    ask(client, "CA")
    KeptDestination.objects.update(kept_at=timezone.now() - timedelta(days=13))
    known = list_ways(client)

    KeptDestination.objects.update(kept_at=timezone.now() - timedelta(days=14))

    assert (known[0][0], list_ways(client)[0][0]) == ("ca-standard", "us-standard")
    forget_drafts()
    assert KeptDestination.objects.count() == 0


def test_asking_before_anything_is_chosen_makes_no_basket(db: None) -> None:
    make_country("US")
    client = Client()

    assert ask(client, "US").status_code == 302
    assert client.get("/basket/").status_code == 200
    assert Basket.objects.count() == 0


@pytest.mark.parametrize(
    ("day", "days", "arrives"),
    [
        (MONDAY, 0, MONDAY),
        (MONDAY, 4, date(2026, 11, 27)),
        (MONDAY, 5, date(2026, 11, 30)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 29), 3, date(2026, 12, 2)),
        (date(2026, 11, 26), 8, date(2026, 12, 8)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
        (date(2028, 2, 26), 2, date(2028, 2, 29)),
        (date(2028, 2, 28), 2, date(2028, 3, 1)),
    ],
)
def test_working_days(day: date, days: int, arrives: date) -> None:
    assert add_working_days(day, days) == arrives


def test_the_latest_day_counts_the_packing(settings: Any) -> None:
    settings.SHOP_PACKING_WORKING_DAYS = 2

    arrival = get_arrival(rate=RATES["US"][1], ordered_on=MONDAY)

    assert (arrival.first, arrival.last) == (date(2026, 11, 24), date(2026, 11, 27))
