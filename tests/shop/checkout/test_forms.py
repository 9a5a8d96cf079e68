"""What shoppers type into the address form, and what browsers send that no shopper would."""

from typing import Any

import pytest
from django.test import Client
from oscar.core.loading import get_model

from shop.checkout.models import KeptDraft
from tests.shop.checkout.test_guest_checkout import ADDRESS
from tests.shop.shopping import make_country, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    for code in ("US", "CA", "FR"):
        make_country(code)
    make_country("KP", is_served=False)
    browser = Client()
    browser.post(f"/basket/add/{make_product().pk}/", {"quantity": "1"})
    return browser


def _send(client: Client, **changed: str) -> Any:
    return client.post("/checkout/", {**ADDRESS, **changed})


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({"state": "NY"}, "NY"),
        ({"state": " new  york "}, "NY"),
        ({"state": "D.C."}, "DC"),
        ({"country": "CA", "state": "ontario", "postcode": "k1a 0b1"}, "ON"),
        ({"country": "FR", "state": "", "postcode": "75001"}, ""),
    ],
)
def test_states_are_read_as_people_write_them(
    client: Client, changed: dict[str, str], state: str
) -> None:
    assert _send(client, **changed).status_code == 302
    assert KeptDraft.objects.get().told["address"]["state"] == state


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody"),
        ("email", ""),
        ("first_name", ""),
        ("line1", "x" * 201),
        ("line1", "a\x00b"),
        ("city", ""),
        ("state", ""),
        ("state", "Ontario"),
        ("postcode", ""),
        ("postcode", "ABC"),
        ("country", "KP"),
        ("country", "Atlantis"),
        ("country", ""),
        ("last_name", "x" * 1_000_000),
    ],
)
def test_a_wrong_field_is_named_and_the_rest_kept(client: Client, field: str, value: str) -> None:
    answer = _send(client, **{field: value})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert 'class="error-summary"' in answer.content.decode()
    assert answer.context["form"]["line2"].value() == ""
    assert KeptDraft.objects.count() == 0
    assert get_model("order", "Order").objects.count() == 0


@pytest.mark.parametrize("path", ["delivery/", "review/"])
def test_later_steps_lead_back_when_the_address_is_missing(client: Client, path: str) -> None:
    assert client.get(f"/checkout/{path}").headers["Location"] == "/checkout/"
    assert client.post(f"/checkout/{path}").headers["Location"] == "/checkout/"


def test_an_empty_basket_leads_back_to_the_basket() -> None:
    client = Client()

    assert client.get("/checkout/").headers["Location"] == "/basket/"
    assert client.post("/checkout/", ADDRESS).headers["Location"] == "/basket/"


@pytest.mark.parametrize("method", ["handed-over", "", "world-standard", "x" * 1000, "\x00"])
def test_an_unknown_way_of_delivery_is_refused(client: Client, method: str) -> None:
    _send(client)

    answer = client.post("/checkout/delivery/", {"method": method})

    assert answer.status_code == 422
    assert KeptDraft.objects.get().told["shipping_code"] == "us-standard"


def test_one_way_of_delivery_is_not_asked_for(client: Client) -> None:
    answer = _send(client, country="FR", state="", postcode="75001")

    assert answer.headers["Location"] == "/checkout/review/"
    assert client.get("/checkout/review/").context["quote"].rate.code == "world-standard"


def test_going_back_finds_everything_filled_in(client: Client) -> None:
    _send(client)

    form = client.get("/checkout/").context["form"]

    assert form["line1"].value() == "1 Test Street"
    assert form["email"].value() == "guest@example.org"


@pytest.mark.parametrize("field", ["first_name", "last_name", "line1", "line2", "city"])
def test_letters_that_no_label_can_show_are_refused_beside_the_field(
    client: Client, field: str
) -> None:
    answer = _send(client, **{field: "明 Ming"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "We cannot print “明” on the parcel. Please write it in Latin letters." in page
    assert "明 Ming" in page
    assert KeptDraft.objects.count() == 0
