"""The shop promises as many days for a return as it takes goods back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from shop.fulfilment.mails import render_delivered
from shop.order.mails import render_paid
from tests.shop.checkout.test_guest_checkout import ADDRESS
from tests.shop.goods import make_family
from tests.shop.returns.acts import make_shipped_order
from tests.shop.shopping import make_country, prove

DAYS = "within 45 days"


def read_pages(client: Client) -> Iterator[tuple[str, str]]:
    family = make_family()
    make_country("US")
    page = client.get(family.parent.get_absolute_url())
    yield "product", page.content.decode()
    client.post(f"/basket/add/{family.children['navy'].pk}/", {"quantity": "1"})
    yield "basket", client.get("/basket/").content.decode()
    yield "express", client.get("/checkout/express/").content.decode()
    client.post("/checkout/", ADDRESS)
    yield "review", client.get("/checkout/review/").content.decode()


@pytest.mark.django_db
def test_pages_promise_the_days_of_the_setting(client: Client, settings: Any) -> None:
    settings.RETURN_DAYS_AFTER_ARRIVAL, settings.RETURN_WINDOW_DAYS = 45, 60

    pages = dict(read_pages(client))

    assert [name for name, html in pages.items() if DAYS not in html] == []
    assert [name for name, html in pages.items() if "30 days" in html or "60 days" in html] == []


@pytest.mark.django_db(transaction=True)
def test_thanks_and_mails_promise_the_days_of_the_setting(stripe: Any, settings: Any) -> None:
    settings.RETURN_DAYS_AFTER_ARRIVAL = 45
    order, client = make_shipped_order(stripe), Client()
    token = prove(client, order).rstrip("/").rpartition("/")[2]

    told = [client.get(f"/checkout/thank-you/{token}/").content.decode()]
    for mail in (render_paid(order.number), render_delivered(order.number)):
        told += [mail.text, mail.html]

    assert [DAYS in one for one in told] == [True] * 5
