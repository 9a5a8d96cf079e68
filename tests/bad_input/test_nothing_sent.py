"""A form that is sent with nothing in it at all is answered in words, as one left empty is."""

from typing import Any

import pytest
from django.test import Client

from shop.order.links import get_order_path
from tests.failure_cases.conftest import stripe
from tests.shop.fulfilment.orders import make_paid_order
from tests.shop.goods import make_family
from tests.shop.returns.acts import make_shipped_order
from tests.shop.shopping import prove

__all__ = ["stripe"]
pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
PAGES = (
    *("/contact/", "/gift-card/", "/gift-card/balance/", "/give/", "/impact/updates/by-mail/"),
    "wish",
    "order",
)


def send_nothing(client: Client, page: str) -> Any:
    return client.post(page, data=b"", content_type=FORM)


@pytest.mark.parametrize("page", PAGES)
def test_nothing_sent_is_refused_in_words(page: str, stripe: Any) -> None:
    browser = Client(raise_request_exception=False)
    if page == "order":
        page = get_order_path(order=make_paid_order(stripe))
    elif page == "wish":
        page = f"/wishes/{make_family(marks={'navy': 0}).children['navy'].pk}/"

    answer = send_nothing(browser, page)

    assert (answer.status_code, "field__error" in answer.content.decode()) == (422, True)


def test_nothing_sent_asks_for_no_return_and_says_why(client: Client, stripe: Any) -> None:
    path = prove(client, make_shipped_order(stripe))

    answer = send_nothing(client, f"{path}return/")

    assert "Please choose a reason." in answer.content.decode()
