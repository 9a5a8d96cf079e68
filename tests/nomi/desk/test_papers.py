"""Printing from the staff pages."""

import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests.failure_cases.conftest import stripe
from tests.shop.fulfilment.orders import make_paid_order
from tests.shop.shopping import make_user

__all__ = ["stripe"]
pytestmark = pytest.mark.django_db
KINDS = ("packing-slips", "invoices", "labels")


@pytest.fixture
def order(stripe: Any) -> Any:
    return make_paid_order(stripe)


@pytest.mark.parametrize("kind", KINDS)
def test_each_paper_is_a_button_on_the_order(staff_client: Client, order: Any, kind: str) -> None:
    page = staff_client.get(reverse("admin:order_order_change", args=(order.pk,)))
    address = reverse("admin:order_order_print", args=(order.pk, kind))
    paper = staff_client.get(address)

    assert address in page.content.decode()
    assert paper.headers["Content-Type"] == "application/pdf"
    assert len(PdfReader(io.BytesIO(paper.content)).pages) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_ticked_orders_come_as_one_file(
    staff_client: Client, order: Any, stripe: Any, kind: str
) -> None:
    other = make_paid_order(stripe)
    paper = staff_client.post(
        reverse("admin:order_order_changelist"),
        {
            "action": f"print_{kind.replace('-', '_')}",
            "_selected_action": [order.pk, other.pk],
        },
    )

    pages = PdfReader(io.BytesIO(paper.content)).pages
    text = "".join(page.extract_text() for page in pages)
    assert len(pages) == 2
    assert order.number in text
    assert other.number in text


def test_unknown_papers_are_not_found(staff_client: Client, order: Any) -> None:
    address = reverse("admin:order_order_print", args=(order.pk, "no-such-paper"))

    assert staff_client.get(address).status_code == 404


def test_staff_without_the_right_print_nothing(client: Client, order: Any) -> None:
    user = make_user()
    user.is_staff = True
    user.save()
    client.force_login(user)

    for kind in KINDS:
        address = reverse("admin:order_order_print", args=(order.pk, kind))
        assert client.get(address).status_code in {403, 404}
