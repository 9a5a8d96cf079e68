"""The chart of the last thirty days and its table."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from impact.shares.models import Sale, SaleRefund
from nomi.desk.today.sales import get_sales

NOW = datetime(2026, 3, 31, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def sell(number: str, gross_minor: int, *, days_ago: int, back_minor: int = 0) -> None:
    paid_at = NOW - timedelta(days=days_ago)
    sale = Sale.objects.create(
        order_number=number,
        request_hash="x",
        currency="USD",
        gross_minor=gross_minor,
        shipping_minor=0,
        tax_minor=0,
        paid_at=paid_at,
    )
    if back_minor:
        SaleRefund.objects.create(
            sale=sale,
            refund_id=f"R-{number}",
            request_hash="x",
            gross_minor=back_minor,
            refunded_at=paid_at,
        )


def test_days_without_a_sale_are_there_too() -> None:
    sell("A", 1_000, days_ago=0)
    sell("B", 3_000, days_ago=2, back_minor=500)
    sell("C", 1_000, days_ago=2)
    sell("D", 9_000, days_ago=30)

    sales = get_sales(now=NOW)

    assert len(sales.days) == 30
    assert [(d.orders, d.gross_minor, d.refunded_minor) for d in sales.days[-3:]] == [
        (2, 4_000, 500),
        (0, 0, 0),
        (1, 1_000, 0),
    ]
    assert (sales.orders, sales.gross_minor, sales.refunded_minor) == (3, 5_000, 500)
    assert [day.height for day in sales.days[-3:]] == [120, 0, 30]


def test_chart_of_a_new_shop_is_flat() -> None:
    sales = get_sales(now=NOW)

    assert {(day.orders, day.height) for day in sales.days} == {(0, 0)}


def test_sales_cost_two_queries() -> None:
    sell("A", 1_000, days_ago=0)

    with CaptureQueriesContext(connection) as queries:
        get_sales(now=NOW)

    assert len(queries) == 2


def test_today_shows_chart_and_table_to_those_who_see_orders(
    staff_client: Client, client: Any
) -> None:
    page = staff_client.get("/admin/").content.decode()

    assert page.count("<rect") == 30
    assert page.count('<th scope="row">') == 30
