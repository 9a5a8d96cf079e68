"""Packing slips, invoices and labels of real orders, read back from the file."""

import io
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone
from oscar.core.loading import get_model
from pypdf import PdfReader

from shop.fulfilment.papers import get_kind, write_papers
from shop.stripe_checkout import services as payments
from tests.failure_cases import scenes
from tests.shop.fulfilment.orders import make_paid_order, ship
from tests.shop.shopping import make_country, make_user, prove

pytestmark = pytest.mark.django_db


def read(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def write(kind: str, *orders: Any) -> list[str]:
    return read(write_papers(kind=get_kind(kind), orders=orders))


@pytest.fixture
def order(stripe: Any) -> Any:
    order = make_paid_order(stripe)
    order.refresh_from_db()
    order.shipping_address = get_model("order", "ShippingAddress").objects.create(
        first_name="Nguyễn Thị",
        last_name="Ánh",
        line1="12 Long Street " + "x" * 200,
        line4="Austin",
        state="TX",
        postcode="78701",
        country=make_country(),
    )
    order.shipping_method = "Standard"
    order.save()
    return order


def test_packing_slip_names_pieces_and_no_price(order: Any) -> None:
    [page] = write("packing-slips", order)

    for words in (order.number, "Tote", "Pieces: 3", "Nguyễn Thị Ánh", "Austin TX 78701"):
        assert words in page
    assert all(amount not in page for amount in ("$", "54.00", "59.00"))


def test_packing_slip_of_a_part_lists_what_waits(order: Any) -> None:
    ship(order, 1)

    [page] = write("packing-slips", order)

    assert "Pieces: 2" in page
    assert "another parcel" in page


def test_invoice_adds_up_and_shows_what_went_back(order: Any) -> None:
    payments.request_refund(
        order_number=order.number,
        reason="Torn",
        now=timezone.now(),
        lines={order.lines.get().pk: 1},
    )
    [before] = write("invoices", order)
    payments.submit_due_refunds(now=timezone.now())
    [page] = write("invoices", order)

    for words in (f"Invoice {order.number}", "3 × Tote", "$54.00", "$5.00", "$59.00"):
        assert words in page
    assert "Paid by card on" in page
    assert "Nomi Network" in page
    assert "Given back" not in before
    assert "−$18.00" in page
    assert "$41.00" in page


def test_papers_of_an_order_paid_in_cash_say_so() -> None:
    order = scenes.make_order()
    seller = make_user("seller@nomi.example")
    payments.take_cash(order_number=order.number, amount_minor=2_300, by=seller, now=timezone.now())
    refund = payments.request_refund(order_number=order.number, reason="x", now=timezone.now())
    [waiting] = write("invoices", order)
    payments.hand_back(refund_id=refund.pk, how="In cash", by=seller, now=timezone.now())

    [slip], [invoice] = write("packing-slips", order), write("invoices", order)

    assert "Paid in cash on" in slip
    assert "Paid in cash on" in invoice
    assert "Given back on" in invoice
    assert "Given back" not in waiting
    assert "$" not in slip


def test_label_stays_one_page_and_keeps_its_ink_inside(order: Any) -> None:
    content = write_papers(kind=get_kind("labels"), orders=[order, order])

    assert len(read(content)) == 2
    image = pypdfium2.PdfDocument(content)[0].render(scale=1).to_pil().convert("L")
    width, height = image.size
    for box in ((0, 0, width, 10), (0, 0, 10, height), (width - 10, 0, width, height)):
        assert image.crop(box).getextrema() == (255, 255)
    assert image.getextrema()[0] < 100


def test_papers_are_the_same_bytes_each_time(order: Any) -> None:
    for kind in ("packing-slips", "invoices", "labels"):
        first, second = (write_papers(kind=get_kind(kind), orders=[order]) for _ in range(2))
        assert first == second


def test_too_many_orders_are_refused(order: Any) -> None:
    with pytest.raises(ValueError, match="too many"):
        write_papers(kind=get_kind("labels"), orders=[order] * 201)


def test_holder_of_the_link_gets_the_invoice(order: Any, client: Client) -> None:
    path = prove(client, order)

    page = client.get(path)
    paper = client.get(f"{path}invoice.pdf")

    assert "Invoice (PDF)" in page.content.decode()
    assert paper.headers["Content-Type"] == "application/pdf"
    assert paper.headers["Cache-Control"] == "no-store, private"
    assert f"Invoice {order.number}" in read(paper.content)[0]


def test_unpaid_orders_have_no_invoice(stripe: Any, client: Client) -> None:
    order = scenes.make_order()

    unpaid = client.get(prove(client, order) + "invoice.pdf")

    assert unpaid.status_code == 404


def test_account_hands_out_own_invoices_only(order: Any, client: Client) -> None:
    order.user = make_user()
    order.save()
    address = f"/account/orders/{order.number}/invoice.pdf"
    stranger = Client()
    stranger.force_login(make_user("eve@example.org"))
    client.force_login(order.user)

    assert client.get(address).status_code == 200
    assert stranger.get(address).status_code == 404
    assert Client().get(address).status_code == 302
