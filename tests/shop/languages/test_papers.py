"""The invoice is in the language of its order; who packs and carries reads the store's own."""

import io
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from shop.fulfilment.papers import get_kind, write_papers
from shop.languages.models import OrderLanguage
from shop.stripe_checkout import services as payments
from tests.failure_cases.conftest import stripe  # noqa: F401 - the stand-in, as a fixture
from tests.shop.fulfilment.orders import make_paid_order
from tests.shop.shopping import prove

pytestmark = pytest.mark.django_db


def read(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def write(kind: str, order: Any) -> str:
    return read(write_papers(kind=get_kind(kind), orders=[order]))


@pytest.fixture
def order(stripe: Any) -> Any:  # noqa: F811 - the fixture
    order: Any = make_paid_order(stripe)
    order.refresh_from_db()
    return order


def test_invoice_of_a_spanish_order_is_in_spanish(order: Any, client: Client) -> None:
    OrderLanguage.objects.create(order=order, code="es")
    line = order.lines.get()
    payments.request_refund(
        order_number=order.number, reason="Torn", now=timezone.now(), lines={line.pk: 1}
    )
    payments.submit_due_refunds(now=timezone.now())

    paper = read(client.get(f"{prove(client, order)}invoice.pdf").content)

    for words in (f"Factura {order.number}", "Artículo", "Pagado con tarjeta el", "Devuelto el"):
        assert words in paper
    assert f"Pedido {order.number} del {order.date_placed.day} de " in paper
    assert all(words not in paper for words in ("Invoice", "Paid", "Given back", "Item"))


def test_invoice_of_a_khmer_order_is_in_the_letters_that_papers_can_set(order: Any) -> None:
    OrderLanguage.objects.create(order=order, code="km")

    assert f"Invoice {order.number}" in write("invoices", order)


def test_slip_and_label_of_a_spanish_order_are_for_those_who_pack_and_carry(order: Any) -> None:
    OrderLanguage.objects.create(order=order, code="es")

    slip, label = write("packing-slips", order), write("labels", order)

    assert "Packing slip" in slip
    assert f"Order {order.number}" in label


def test_each_invoice_of_one_file_speaks_for_itself(order: Any, stripe: Any) -> None:  # noqa: F811 - the fixture
    other: Any = make_paid_order(stripe)
    OrderLanguage.objects.create(order=order, code="es")

    paper = read(write_papers(kind=get_kind("invoices"), orders=[order, other]))

    assert f"Factura {order.number}" in paper
    assert f"Invoice {other.number}" in paper
