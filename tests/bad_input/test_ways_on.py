"""A refusal stands at the address of a button; the ways from it lead to pages all the same."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.failure_cases.conftest import stripe
from tests.failure_cases.shoppers import Browser
from tests.shop.fulfilment.orders import make_paid_order
from tests.shop.goods import make_family
from tests.shop.shopping import make_country, make_product, prove

__all__ = ["stripe"]
pytestmark = pytest.mark.django_db
LANGUAGE = re.compile(r'<a\s+href="([^"]+)"\s+lang="\w+"\s+hreflang="\w+"')


def follow_languages(client: Client, refused: Any) -> list[int]:
    """Return how the refused page answers in each language."""
    addresses = LANGUAGE.findall(refused.content.decode())
    return [client.get(address).status_code for address in addresses]


@pytest.mark.parametrize(
    ("button", "sent"),
    [
        ("vouchers/", {"code": "NO-SUCH"}),
        ("lines/999/", {"quantity": "0"}),
        ("lines/999/remove/", {}),
        ("delivery/", {"country": "ZZ"}),
        ("gift/", {"gift_preset": "1"}),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/es"])
def test_refusal_of_the_basket_is_read_in_another_language(
    button: str, sent: dict[str, str], prefix: str
) -> None:
    make_country("US")
    browser = Browser()
    browser.add(make_product())

    refused = browser.post(f"{prefix}/basket/{button}", sent)

    assert refused.status_code == 422
    assert follow_languages(browser, refused) == [200, 200, 200]


def test_refusal_of_a_product_is_read_in_another_language(client: Client) -> None:
    product = make_family().parent

    refused = client.post(f"/basket/add/{product.pk}/", {"quantity": "0"})

    assert refused.status_code == 422
    assert follow_languages(client, refused) == [200, 200, 200]


def test_wrong_correction_of_an_address_is_read_in_another_language(
    client: Client, stripe: Any
) -> None:
    path = prove(client, make_paid_order(stripe)).replace("/order/", "/checkout/thank-you/")

    refused = client.post(f"{path}email/", {"email": "nobody"})

    assert refused.status_code == 422
    assert follow_languages(client, refused) == [200, 200, 200]
