"""The form of a stock record: what orders hold is theirs."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model

from shop.partner.forms import StockForm
from tests.shop.goods_room.pages import read_form
from tests.shop.shopping import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def record() -> Any:
    make_product()
    record = get_model("partner", "StockRecord").objects.first()
    type(record).objects.filter(pk=record.pk).update(num_in_stock=20, num_allocated=4)
    record.refresh_from_db()
    return record


def fill(record: Any, **changes: Any) -> dict[str, Any]:
    fields = ("partner", "partner_sku", "price", "num_in_stock", "low_stock_threshold")
    values = {name: getattr(record, name) for name in fields}
    values["partner"] = record.partner_id
    return {name: "" if value is None else value for name, value in (values | changes).items()}


def test_form_leaves_what_orders_hold(record: Any) -> None:
    form = StockForm(fill(record, num_in_stock=30), instance=record)
    assert form.is_valid()
    type(record).objects.filter(pk=record.pk).update(num_allocated=9)

    form.save()

    record.refresh_from_db()
    assert (record.num_in_stock, record.num_allocated) == (30, 9)


def test_fewer_pieces_than_held_are_refused_in_words(staff_client: Client, record: Any) -> None:
    address = reverse("admin:partner_stockrecord_change", args=(record.pk,))

    response = staff_client.post(address, fill(record, product=record.product_id, num_in_stock=3))

    record.refresh_from_db()
    assert record.num_in_stock == 20
    assert response.context["errors"] == [["Orders hold 4 pieces; there cannot be fewer."]]


def test_pieces_that_left_while_the_page_was_open_are_counted_once(
    staff_client: Client, record: Any
) -> None:
    address = reverse("admin:partner_stockrecord_change", args=(record.pk,))
    form = read_form(staff_client, address)
    type(record).objects.filter(pk=record.pk).update(num_in_stock=18)

    other = staff_client.post(address, form | {"price": "19.00"})
    overtaken = staff_client.post(address, form | {"num_in_stock": "25"})

    record.refresh_from_db()
    assert other.status_code == 302
    assert overtaken.context["errors"] == [
        ["Meanwhile there are 18 pieces instead of 20. Count again."]
    ]
    assert (str(record.price), record.num_in_stock) == ("19.00", 18)
