"""Parcels leave once, with no more than was ordered, and use up what was held for them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from nomi.platform.outbox.models import OutboxMessage
from shop.fulfilment import services
from shop.fulfilment.carriers import find_tracking_address
from shop.fulfilment.mails import render_delivered, render_shipped
from shop.fulfilment.models import Shipment, ShippedLine
from shop.fulfilment.queries import find_lines_to_pick, get_open_pieces
from shop.order.services import change_status
from tests.failure_cases import scenes
from tests.shop.fulfilment.orders import Facts, cancel, make_paid_order, read, ship

AT_ONCE = 6


@pytest.mark.django_db
def test_everything_in_one_parcel_leaves_and_arrives(stripe: Any) -> None:
    order = make_paid_order(stripe)

    ship(order)
    left = read(order)
    arrived = services.deliver_order(order_id=order.pk, now=timezone.now())
    again = services.deliver_order(order_id=order.pk, now=timezone.now())

    assert left == Facts(status="Shipped", shelf=2, held=0, refunded=0, mails=["order_shipped"])
    assert (arrived, again) == (True, False)
    assert read(order).status == "Delivered"
    assert read(order).mails == ["order_shipped", "order_delivered"]
    changes = order.status_changes.order_by("pk").values_list("new_status", flat=True)
    assert list(changes) == ["Paid", "Ready to ship", "Shipped", "Delivered"]


@pytest.mark.django_db
def test_two_parcels_carry_the_order_in_parts(stripe: Any) -> None:
    order = make_paid_order(stripe)

    ship(order, 2)
    part = read(order)
    to_pick = [(line.order_id, line.open) for line in find_lines_to_pick()]
    ship(order, 1, key="parcel-2")

    assert part == Facts(
        status="Partly shipped", shelf=3, held=1, refunded=0, mails=["order_shipped"]
    )
    assert to_pick == [(order.pk, 1)]
    assert read(order).status == "Shipped"
    assert (read(order).shelf, read(order).held) == (2, 0)
    assert get_open_pieces(order=order) == {}
    assert list(find_lines_to_pick()) == []


@pytest.mark.django_db
def test_pressing_twice_sends_one_parcel(stripe: Any) -> None:
    order = make_paid_order(stripe)

    first, second = ship(order, 1), ship(order, 1)

    assert first == second
    assert read(order).shelf == 4


@pytest.mark.django_db
@pytest.mark.parametrize("pieces", [0, -1, 4, 10**9])
def test_a_parcel_of_pieces_that_are_not_there_is_refused(stripe: Any, pieces: int) -> None:
    order = make_paid_order(stripe)
    before = read(order)

    with pytest.raises(services.ParcelRefused):
        ship(order, pieces)

    assert read(order) == before
    assert Shipment.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["On hold", "Cancelled"])
def test_an_order_that_may_not_leave_stays(stripe: Any, status: str) -> None:
    order = make_paid_order(stripe)
    order.refresh_from_db()
    change_status(order=order, to=status, reason="Looked odd", now=timezone.now())
    before = read(order)

    with pytest.raises(services.ParcelRefused, match="nothing of it can leave"):
        ship(order)

    assert read(order) == before


@pytest.mark.django_db
def test_an_unpaid_order_does_not_leave(stripe: Any) -> None:
    order = scenes.make_order()

    with pytest.raises(services.ParcelRefused):
        ship(order)
    with pytest.raises(services.ParcelRefused):
        services.deliver_order(order_id=order.pk, now=timezone.now())

    assert Shipment.objects.count() == 0


@pytest.mark.django_db
def test_the_database_counts_pieces_itself(stripe: Any) -> None:
    order = make_paid_order(stripe)
    shipment = ship(order, 1)
    cancel(order, 1)
    other = Shipment.objects.create(
        key="by-hand", order=order, carrier="own", shipped_at=timezone.now()
    )

    with pytest.raises(IntegrityError, match="fewer pieces left"), transaction.atomic():
        ShippedLine.objects.create(shipment=other, line=order.lines.get(), quantity=2)
    ShippedLine.objects.create(shipment=other, line=order.lines.get(), quantity=1)

    assert shipment.lines.get().quantity == 1


@pytest.mark.django_db(transaction=True)
def test_parcels_pressed_at_once_never_carry_more_than_was_ordered(stripe: Any) -> None:
    order = make_paid_order(stripe)

    def press(number: int) -> bool:
        try:
            ship(order, 1, key=f"parcel-{number}")
        except services.ParcelRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        sent = sum(pool.map(press, range(AT_ONCE)))

    assert sent == 3
    assert read(order).status == "Shipped"
    assert (read(order).shelf, read(order).held) == (2, 0)


@pytest.mark.django_db
def test_mails_say_what_is_in_the_parcel_and_where_it_is(stripe: Any) -> None:
    order = make_paid_order(stripe)
    shipment = ship(order, 2)

    mail = render_shipped(str(shipment.uid))
    rest = render_shipped(str(ship(order, 1, key="parcel-2").uid))
    later = render_delivered(order.number)

    for text in (mail.text, mail.html):
        assert "2 × Tote" in text
        assert "The rest follows" in text
    assert "https://tools.usps.com/go/TrackConfirmAction?tLabels=9400%201" in mail.text
    assert "1 × Tote" in mail.text.partition("The rest follows")[2]
    assert "The rest follows" not in rest.text
    assert [mail.subject, rest.subject] == [
        f"A part of order {order.number} has left",
        f"The rest of order {order.number} has left",
    ]
    assert mail.to == later.to == "buyer@example.org"
    assert OutboxMessage.objects.filter(kind="order_shipped").count() == 2


def test_a_tracking_number_cannot_leave_its_place_in_the_address() -> None:
    address = find_tracking_address(carrier="UPS", number="1Z&x=/../y")

    assert address == "https://www.ups.com/track?tracknum=1Z%26x%3D%2F..%2Fy"
    assert find_tracking_address(carrier="own", number="1") == ""
    assert find_tracking_address(carrier="ups", number="") == ""
