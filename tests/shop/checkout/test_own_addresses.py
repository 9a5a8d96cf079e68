"""A shopper keeps addresses in her account by the checkout's own form."""

from typing import Any

import pytest
from django.test import Client
from oscar.core.loading import get_model

from tests.shop.checkout.test_kept_addresses import HERS, make_address
from tests.shop.shopping import make_country, make_user

pytestmark = pytest.mark.django_db
UserAddress = get_model("address", "UserAddress")
LIST, ADD = "/account/addresses/", "/account/addresses/add/"


@pytest.fixture
def user() -> Any:
    make_country("US")
    return make_user()


@pytest.fixture
def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read_list(user: Any) -> list[tuple[str, str, str]]:
    rows = UserAddress.objects.filter(user=user).order_by("pk")
    return list(rows.values_list("line1", "state", "postcode"))


def test_address_is_added_as_the_checkout_would_write_it(user: Any, browser: Client) -> None:
    shown = browser.get(ADD)

    answer = browser.post(ADD, HERS)

    assert (shown.status_code, answer.status_code, answer["Location"]) == (200, 302, LIST)
    assert read_list(user) == [("1 Test Street", "NY", "10001")]
    assert "The address is on your list." in browser.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"line1": ""}, "Please fill this in."),
        ({"state": "Nowhere"}, "Enter a state of the United States, such as NY or New York."),
        ({"postcode": "1"}, "Enter a postal code of this country, such as 10001."),
        ({"line1": "ភ្នំពេញ"}, "Please write it in Latin letters."),
        ({"country": "ZZ"}, "ZZ is not one of the available choices."),
    ],
)
def test_wrong_field_has_words_beside_it_and_nothing_is_kept(
    changed: dict[str, str], words: str, user: Any, browser: Client
) -> None:
    answer = browser.post(ADD, {**HERS, **changed})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert 'value="Byron"' in page
    assert read_list(user) == []


def test_same_address_is_not_kept_twice(user: Any, browser: Client) -> None:
    browser.post(ADD, HERS)

    answer = browser.post(ADD, HERS)

    assert answer.status_code == 422
    assert "on your list already" in answer.content.decode()
    assert len(read_list(user)) == 1


def test_address_is_changed_and_keeps_what_the_form_does_not_ask(
    user: Any, browser: Client
) -> None:
    address = make_address(user, notes="Ring twice", is_default_for_shipping=True)
    page = f"{LIST}{address.pk}/"
    shown = browser.get(page).content.decode()

    answer = browser.post(page, HERS)

    address.refresh_from_db()
    assert 'value="2 Kept Street"' in shown
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    assert read_list(user) == [("1 Test Street", "NY", "10001")]
    assert (address.notes, address.is_default_for_shipping) == ("Ring twice", True)


def test_address_is_not_changed_into_another_of_the_list(user: Any, browser: Client) -> None:
    browser.post(ADD, HERS)
    address = make_address(user)
    before = read_list(user)

    answer = browser.post(f"{LIST}{address.pk}/", HERS)

    assert answer.status_code == 422
    assert "Another address on your list is the same." in answer.content.decode()
    assert read_list(user) == before


@pytest.mark.parametrize("method", ["get", "post"])
def test_address_of_somebody_else_is_not_there(method: str, browser: Client) -> None:
    other = make_user("eve@example.org")
    address = make_address(other)
    before = read_list(other)

    answer = getattr(browser, method)(f"{LIST}{address.pk}/", HERS)

    assert answer.status_code == 404
    assert read_list(other) == before


@pytest.mark.parametrize("page", [ADD, f"{LIST}1/"])
def test_visitor_is_asked_to_sign_in(page: str) -> None:
    answer = Client().post(page, HERS)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")
    assert UserAddress.objects.count() == 0


def test_list_shows_each_address_and_the_usual_one_first(user: Any, browser: Client) -> None:
    empty = browser.get(LIST).content.decode()
    make_address(user)
    make_address(user, line1="9 Usual Street", is_default_for_shipping=True)

    page = browser.get(LIST).content.decode()

    assert "No address is kept yet." in empty
    assert page.index("9 Usual Street") < page.index("2 Kept Street")
    assert page.count("Your usual address") == 1


def test_address_is_put_first_in_place_of_another(user: Any, browser: Client) -> None:
    usual = make_address(user, line1="9 Usual Street", is_default_for_shipping=True)
    other = make_address(user)

    browser.post(f"{LIST}{other.pk}/first/")

    first = UserAddress.objects.filter(user=user, is_default_for_shipping=True)
    assert [address.pk for address in first] == [other.pk]
    assert UserAddress.objects.filter(pk=usual.pk).exists()


def test_address_is_taken_off_the_list(user: Any, browser: Client) -> None:
    address = make_address(user)

    answers = [browser.post(f"{LIST}{address.pk}/delete/") for _turn in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert read_list(user) == []


@pytest.mark.parametrize("act", ["first", "delete"])
def test_nobody_acts_on_an_address_of_somebody_else(act: str, user: Any, browser: Client) -> None:
    other = make_user("eve@example.org")
    address = make_address(other)
    hers = make_address(user, is_default_for_shipping=True)

    browser.post(f"{LIST}{address.pk}/{act}/")

    address.refresh_from_db()
    hers.refresh_from_db()
    assert (address.is_default_for_shipping, hers.is_default_for_shipping) == (False, True)


def test_address_that_another_tab_took_off_does_not_come_first(user: Any, browser: Client) -> None:
    address = make_address(user)
    browser.post(f"{LIST}{address.pk}/delete/")
    browser.get(LIST)

    page = browser.post(f"{LIST}{address.pk}/first/", follow=True).content.decode()

    assert "This address is not on your list any more." in page
    assert "comes first now" not in page


@pytest.mark.parametrize("act", ["first", "delete"])
def test_link_changes_no_address(act: str, user: Any, browser: Client) -> None:
    address = make_address(user)

    answer = browser.get(f"{LIST}{address.pk}/{act}/")

    assert answer.status_code == 405
    assert len(read_list(user)) == 1
