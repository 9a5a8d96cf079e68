"""Parcels from a table: all rows or none, each once, faults by line."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from shop.fulfilment import services
from shop.fulfilment.models import Shipment
from shop.fulfilment.services.tables import list_template_rows
from tests.shop.fulfilment.orders import make_paid_order, read, ship

HEAD = "order number,carrier,tracking number\n"


def send(text: str) -> Any:
    return services.ship_table(text=HEAD + text, by=None, now=timezone.now())


def refuse(text: str, *, head: str = HEAD) -> list[tuple[int, str]]:
    with pytest.raises(services.TableRefused) as refused:
        services.ship_table(text=head + text, by=None, now=timezone.now())
    return [(fault.line, fault.words) for fault in refused.value.faults]


@pytest.mark.django_db
def test_each_row_sends_what_waits(stripe: Any) -> None:
    whole, part = make_paid_order(stripe), make_paid_order(stripe)
    ship(part, 1)

    outcome = send(f"{whole.number},USPS,9400 7\n{part.number.lower()},ups,\n")

    assert [row.line for row in outcome.sent] == [2, 3]
    assert (read(whole).status, read(part).status) == ("Shipped", "Shipped")
    assert Shipment.objects.get(order=whole).tracking_number == "9400 7"


@pytest.mark.django_db
def test_a_table_sent_twice_sends_nothing_more(stripe: Any) -> None:
    order = make_paid_order(stripe)
    row = f"{order.number},usps,9400 7\n"
    first = send(row + row)
    before = read(order)

    again = send(row)

    assert [len(first.sent), len(again.sent), len(again.known)] == [1, 0, 1]
    assert read(order) == before
    assert Shipment.objects.count() == 1


@pytest.mark.django_db
def test_one_bad_row_stops_them_all_and_every_fault_is_told(stripe: Any) -> None:
    good, gone = make_paid_order(stripe), make_paid_order(stripe)
    ship(gone)
    before = read(good)

    in_cells = refuse(
        f"{good.number},usps,1\nNO-SUCH,usps,1\n{good.number},pigeon,1\n"
        f"{good.number},usps,9.4E+21\n{good.number},usps,{'9' * 61}\n{good.number},usps\n"
    )
    in_orders = refuse(f"{good.number},usps,1\n{gone.number},usps,2\n{good.number},usps,3\n")

    assert [line for line, _words in in_cells] == [3, 4, 5, 6, 7]
    assert [line for line, _words in in_orders] == [3, 4]
    assert read(good) == before
    assert Shipment.objects.filter(order=good).count() == 0


@pytest.mark.django_db
def test_looking_changes_nothing(stripe: Any) -> None:
    order = make_paid_order(stripe)
    before = read(order)

    outcome = services.preview_table(
        text=HEAD + f"{order.number},usps,1\n", by=None, now=timezone.now()
    )

    assert len(outcome.sent) == 1
    assert read(order) == before
    assert Shipment.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("", ""),
        ("number,carrier\n", "1,usps\n"),
        (HEAD, ""),
        (HEAD, "7KQ4-M2XR-9T,,\n"),
        (HEAD, '"never closed\x00,usps,1\n'),
        (HEAD, "x" * 100_001),
    ],
)
def test_what_is_no_such_table_is_refused(head: str, text: str) -> None:
    assert len(refuse(text, head=head)) >= 1


@pytest.mark.django_db
def test_what_spreadsheets_make_of_the_template_is_read(stripe: Any) -> None:
    order = make_paid_order(stripe)

    template = list_template_rows()
    outcome = services.preview_table(
        text=f"\ufefforder number;carrier;tracking number\r\n{order.number};'usps;'-9400\r\n",
        by=None,
        now=timezone.now(),
    )

    assert template == [("order number", "carrier", "tracking number"), (order.number, "", "")]
    assert outcome.sent[0].tracking_number == "-9400"


@pytest.mark.django_db(transaction=True)
def test_two_tables_at_once_in_opposite_order_send_each_parcel_once(stripe: Any) -> None:
    orders = [make_paid_order(stripe) for _ in range(3)]
    rows = [f"{order.number},usps,{number}\n" for number, order in enumerate(orders)]

    def press(step: int) -> int:
        try:
            return len(send("".join(rows[::step])).sent)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        sent = list(pool.map(press, (1, -1)))

    assert sorted(sent) == [0, 3]
    assert Shipment.objects.count() == 3
