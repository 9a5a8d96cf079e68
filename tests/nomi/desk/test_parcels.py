"""Shipping, cancelling and refunding pieces from the order's page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shop.fulfilment.models import Cancellation, Shipment
from shop.stripe_checkout.models import Refund
from tests.failure_cases.conftest import stripe
from tests.shop.fulfilment.orders import make_paid_order, read

__all__ = ["stripe"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def order(stripe: Any) -> Any:
    return make_paid_order(stripe)


def get_address(order: Any, ask: str) -> str:
    return reverse("admin:order_order_ask", args=(order.pk, ask))


def fill(order: Any, pieces: Any, **values: Any) -> dict[str, Any]:
    return {f"line_{order.lines.get().pk}": pieces, "key": "form-1", **values}


def ship(client: Client, order: Any, pieces: Any, **values: Any) -> Any:
    values = {"carrier": "usps", "tracking_number": "9400 1"} | values
    return client.post(get_address(order, "ship"), fill(order, pieces, **values), follow=True)


def test_form_opens_with_everything_that_waits(staff_client: Client, order: Any) -> None:
    page = staff_client.get(get_address(order, "ship"))

    form = page.context["form"]
    [line] = [name for name in form.fields if name.startswith("line_")]
    assert next(iter(form.fields)) == line
    assert form.fields[line].initial == 3
    assert Shipment.objects.count() == 0


def test_parcels_leave_in_parts_and_are_shown(staff_client: Client, order: Any) -> None:
    ship(staff_client, order, 2)
    page = ship(staff_client, order, 1, key="form-2", tracking_number="9400 2")

    assert read(order).status == "Shipped"
    for words in ("9400 1", "9400 2", "The parcel has left"):
        assert words in page.content.decode()


def test_posting_a_form_twice_sends_one_parcel(staff_client: Client, order: Any) -> None:
    for _turn in range(2):
        ship(staff_client, order, 1)

    assert Shipment.objects.count() == 1


@pytest.mark.parametrize("pieces", [4, -1, "two", "1.5", 0, ""])
def test_what_cannot_be_sent_is_told_on_the_form(
    staff_client: Client, order: Any, pieces: Any
) -> None:
    before = read(order)

    page = ship(staff_client, order, pieces)

    form = page.context["form"]
    assert form.errors
    assert form["tracking_number"].value() == "9400 1"
    assert read(order) == before


def test_delivered_is_offered_once_everything_left(staff_client: Client, order: Any) -> None:
    early = staff_client.post(get_address(order, "delivered"))
    ship(staff_client, order, 3)
    staff_client.post(get_address(order, "delivered"))

    assert early.status_code == 200
    assert read(order).status == "Delivered"


def test_cancelling_asks_why_and_gives_the_money_back(staff_client: Client, order: Any) -> None:
    address = get_address(order, "cancel")

    refused = staff_client.post(address, fill(order, 3, restocks="on", reason=""))
    before = read(order).refunded
    page = staff_client.post(address, fill(order, 3, restocks="on", reason="Asked"), follow=True)

    assert refused.context["form"].errors.keys() == {"reason"}
    assert before == 0
    assert read(order).status == "Cancelled"
    assert Cancellation.objects.get().cancelled_by.email == "staff@nomi.example"
    assert "$59.00 goes back to the buyer" in page.content.decode()


def test_refunding_pieces_leaves_the_order_where_it_is(staff_client: Client, order: Any) -> None:
    ship(staff_client, order, 3)

    for _turn in range(2):
        staff_client.post(get_address(order, "refund"), fill(order, 1, reason="Torn"))

    assert Refund.objects.get().gross_minor == 1800
    assert read(order).status == "Shipped"


def test_refunding_nothing_is_refused_in_words(staff_client: Client, order: Any) -> None:
    page = staff_client.post(get_address(order, "refund"), fill(order, 0, reason="Torn"))

    assert "cannot go back" in str(page.context["form"].non_field_errors())
    assert Refund.objects.count() == 0


def test_order_is_found_by_what_is_in_it(staff_client: Client, order: Any) -> None:
    address = reverse("admin:order_order_changelist")

    found = staff_client.get(address, {"q": order.lines.get().partner_sku})
    missed = staff_client.get(address, {"q": "no such thing"})

    assert [row.pk for row in found.context["cl"].result_list] == [order.pk]
    assert list(missed.context["cl"].result_list) == []
