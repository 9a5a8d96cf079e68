"""Staff find an order by whatever the caller knows of it."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from nomi.demo.staff import SHOPPER_EMAIL
from tests.nomi.desk.order_rows import make_order
from tests.shop.shopping import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def orders(staff_client: Client) -> None:
    """Make two orders that differ in everything one can search by."""
    make_product()
    make_order(number="N-4711")
    other = make_order(number="N-9000")
    other.user = get_user_model().objects.get(email=SHOPPER_EMAIL)
    other.guest_email = ""
    other.save()
    other.shipping_address.last_name = "Quill"
    other.shipping_address.save()
    other.lines.update(partner_sku="CARD-OAK")
    line = other.lines.get()
    line.pk = None
    line.save()


def find(client: Client, term: str) -> list[str]:
    page = client.get(reverse("admin:order_order_changelist"), {"q": term})
    assert page.status_code == 200
    return [order.number for order in page.context["cl"].result_list]


@pytest.mark.parametrize(
    "term", ["n-9000", "9000", "SHOPPER@nomi.example", "quill", "card-oak", "quill CARD", " quill "]
)
def test_order_is_found_once_by_what_is_known_of_it(staff_client: Client, term: str) -> None:
    assert find(staff_client, term) == ["N-9000"]


@pytest.mark.parametrize("term", ["quill tote", "nobody", "%", "_", "'; drop table", "x" * 10_000])
def test_what_fits_no_order_finds_none(staff_client: Client, term: str) -> None:
    assert find(staff_client, term) == []


def test_nothing_asked_lists_all(staff_client: Client) -> None:
    assert sorted(find(staff_client, "")) == ["N-4711", "N-9000"]


@pytest.mark.parametrize("rows", [1, 3])
def test_search_asks_the_same_of_any_number(
    staff_client: Client, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        make_order(number=f"M-{number}")

    with django_assert_num_queries(5):
        assert len(find(staff_client, "M-")) == rows
