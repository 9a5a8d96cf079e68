"""The packing desk: pick list, table of parcels."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from shop.fulfilment.models import Shipment
from tests.failure_cases.conftest import stripe
from tests.shop.fulfilment.orders import make_paid_order, read, ship
from tests.shop.shopping import make_user

__all__ = ["stripe"]
pytestmark = pytest.mark.django_db
HEAD = "order number,carrier,tracking number\n"


@pytest.fixture
def order(stripe: Any) -> Any:
    return make_paid_order(stripe)


@pytest.fixture
def address() -> str:
    return reverse("admin:order_order_ship_table")


def test_pick_list_groups_open_pieces_by_article(
    staff_client: Client, order: Any, stripe: Any, django_assert_max_num_queries: Any
) -> None:
    other, gone = make_paid_order(stripe), make_paid_order(stripe)
    sku = order.lines.get().partner_sku
    other.lines.update(partner_sku=sku)
    ship(gone)
    ship(order, 1, key="part")

    with django_assert_max_num_queries(8):
        paper = staff_client.get(reverse("admin:order_order_pick_list"))

    [page] = [page.extract_text() for page in PdfReader(io.BytesIO(paper.content)).pages]
    assert "5 pieces for 2 orders" in page
    assert page.count(sku) == 1
    assert gone.number not in page
    for words in (f"{order.number} × 2", "× 3", "[ ]"):
        assert words.replace(" ", "") in page.replace(" ", "").replace("\n", "")


def test_pick_list_of_nothing_says_so(staff_client: Client) -> None:
    paper = staff_client.get(reverse("admin:order_order_pick_list"))

    assert "Nothing waits" in PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()


def test_file_is_looked_at_first_and_sent_then(
    staff_client: Client, order: Any, address: str
) -> None:
    file = SimpleUploadedFile("parcels.csv", (HEAD + f"{order.number},usps,7\n").encode())

    look = staff_client.post(address, {"file": file})
    before = Shipment.objects.count()
    text = look.context["form"]["text"].value()
    changed = staff_client.post(address, {"text": text + " ", "ship": look.context["looked_at"]})
    still = Shipment.objects.count()
    sent = staff_client.post(
        address,
        {"text": text.replace("\n", "\r\n"), "ship": look.context["looked_at"]},
        follow=True,
    )

    assert [row.number for row in look.context["outcome"].sent] == [order.number]
    assert changed.status_code == 200
    assert (before, still) == (0, 0)
    assert "1 parcel has left" in sent.content.decode()
    assert read(order).status == "Shipped"
    assert Shipment.objects.get().shipped_by.email == "staff@nomi.example"


def test_faults_stand_beside_the_lines_and_nothing_is_lost(
    staff_client: Client, order: Any, address: str
) -> None:
    text = HEAD + f"{order.number},pigeon,7\nNO-SUCH,usps,1\n"

    page = staff_client.post(address, {"text": text})

    errors = page.context["form"].non_field_errors()
    assert [words[:7] for words in errors] == ["Line 2:", "Line 3:"]
    assert page.context["form"]["text"].value() == text
    assert Shipment.objects.count() == 0


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"x" * 100_001])
def test_files_that_are_no_table_are_refused_in_words(
    staff_client: Client, address: str, content: bytes
) -> None:
    page = staff_client.post(address, {"file": SimpleUploadedFile("parcels.csv", content)})

    assert page.status_code == 200
    assert page.context["form"].non_field_errors()


def test_template_names_the_orders_that_wait(staff_client: Client, order: Any) -> None:
    answer = staff_client.get(reverse("admin:order_order_ship_template"))

    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.splitlines() == [HEAD.strip(), f"{order.number},,"]


def test_whoever_may_not_ship_is_kept_out(client: Client, order: Any, address: str) -> None:
    user = make_user()
    user.is_staff = True
    user.save()
    client.force_login(user)

    answers = [
        client.get(address),
        client.post(address, {"text": HEAD + f"{order.number},usps,7\n", "ship": "1"}),
        client.get(reverse("admin:order_order_ship_template")),
        client.get(reverse("admin:order_order_pick_list")),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert Shipment.objects.count() == 0
