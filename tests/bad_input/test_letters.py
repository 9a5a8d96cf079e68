"""Requests in letters that are none of the store's: 400 in words, and nothing kept for others."""

import pytest
from django.test import Client

from tests.shop.goods import Family
from tests.shop.shopping import count_everything, make_product
from tests.shop.storefront.conftest import family, kept
from tests.shop.storefront.door import Door

__all__ = ["family", "kept"]
pytestmark = pytest.mark.django_db(transaction=True)
SEARCH = "/search/?q=tote"
WORDS = "We could not read that address or form"
LETTERS = ("utf-7", "utf-16", "unicode_escape", "cp037", "iso-8859-1")
NO_LETTERS = ("charset=hex", "charset=undefined", "charset=none-such", "x*=none-such''%ff")
"""Django fails over these before there is a request."""


@pytest.mark.parametrize("letters", LETTERS)
@pytest.mark.parametrize("address", ["/search/?q=%5Cx00+%2B2AA-", "/basket/?a=%C3%A9", "/give/"])
def test_address_in_other_letters_is_refused_in_words(letters: str, address: str) -> None:
    browser = Client(raise_request_exception=False)

    answer = browser.get(address, CONTENT_TYPE=f"text/plain; charset={letters}")

    assert (answer.status_code, WORDS in answer.content.decode()) == (400, True)


@pytest.mark.parametrize("letters", LETTERS)
def test_form_in_other_letters_is_refused_and_changes_nothing(letters: str) -> None:
    product = make_product()
    before = count_everything()
    browser = Client(raise_request_exception=False)

    answer = browser.post(
        f"/basket/add/{product.pk}/",
        b'--b\r\nContent-Disposition: form-data; name="quantity"\r\n\r\n1\r\n--b--\r\n',
        content_type=f"multipart/form-data; boundary=b; charset={letters}",
    )

    assert (answer.status_code, WORDS in answer.content.decode()) == (400, True)
    assert count_everything() == before


@pytest.mark.parametrize("letters", ["utf-8", "UTF-8", '"utf8"'])
def test_utf_8_by_any_name_is_taken(letters: str, client: Client) -> None:
    answer = client.get(SEARCH, CONTENT_TYPE=f"text/plain; charset={letters}")

    assert answer.status_code == 200


@pytest.mark.parametrize("letters", NO_LETTERS)
def test_letters_that_are_none_are_refused_in_words(letters: str) -> None:
    door = Door(letters=f"text/plain; {letters}")

    answer = door.ask("/basket/?a=1")

    assert (answer.status, WORDS.encode() in answer.body) == (400, True)


@pytest.mark.usefixtures("kept")
def test_nobody_can_have_another_page_kept_under_an_address(family: Family) -> None:
    door = Door(letters="text/plain; charset=cp037")
    door.ask(SEARCH)
    door.letters = ""

    answer = door.ask(SEARCH)

    assert (answer.status, b'value="tote"' in answer.body) == (200, True)
    assert family.parent.title.encode() in answer.body


@pytest.mark.parametrize("name", ["sessionid", "basket", "csrftoken", "messages", "anything"])
def test_cookie_with_a_nul_in_it_counts_for_none(name: str) -> None:
    browser = Client(raise_request_exception=False)

    answer = browser.get("/basket/", headers={"cookie": f'{name}="12345678\\000"'})

    assert (answer.status_code, "Nothing in it yet" in answer.content.decode()) == (200, True)
