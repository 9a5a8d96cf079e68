from datetime import UTC, datetime

import pytest
from oscar.core.loading import get_model

from impact.books import chart
from impact.books.queries import get_balance
from nomi.demo.catalogue import seed_catalogue
from nomi.demo.countries import seed_countries
from nomi.demo.orders import COUNT, seed_orders
from nomi.demo.participants import seed_participants
from nomi.platform.outbox.models import OutboxMessage

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_history_is_written_once_and_owes_no_mail() -> None:
    seed_countries()
    seed_catalogue()
    seed_participants(now=NOW)

    seed_orders(now=NOW)
    seed_orders(now=NOW)

    orders = get_model("order", "Order").objects
    assert orders.count() == COUNT
    assert set(orders.values_list("status", flat=True)) == {"Paid", "Shipped", "Delivered"}
    assert OutboxMessage.objects.exclude(state="sent").count() == 0
    assert get_balance(chart.RESERVE) > 0
