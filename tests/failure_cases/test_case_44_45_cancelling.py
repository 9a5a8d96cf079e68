"""Cases 44 and 45: cancelled before it left, and the rest of an order of which a part has left."""

from typing import Any

import pytest
from django.utils import timezone

from shop.fulfilment.services import ParcelRefused
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import Movement, Refund
from tests.shop.fulfilment.orders import Facts, cancel, make_paid_order, read, ship

pytestmark = pytest.mark.django_db


def test_cancelling_before_shipping_gives_everything_back(stripe: Any) -> None:
    order = make_paid_order(stripe)

    cancel(order)
    payments.submit_refund(refund_id=Refund.objects.get().pk, now=timezone.now())

    assert read(order) == Facts(
        status="Cancelled", shelf=5, held=0, refunded=5900, mails=["order_refunded"]
    )
    assert Movement.objects.get(kind="refund").amount_minor == -5900


def test_cancelling_twice_gives_back_once(stripe: Any) -> None:
    order = make_paid_order(stripe)

    first, second = cancel(order), cancel(order)
    with pytest.raises(ParcelRefused, match="nothing can be taken out"):
        cancel(order, key="out-2")

    assert first == second
    assert read(order).refunded == 5900


def test_the_rest_of_a_part_shipment_is_refunded_without_delivery(stripe: Any) -> None:
    order = make_paid_order(stripe)
    ship(order, 1)

    cancel(order)

    assert read(order) == Facts(
        status="Shipped", shelf=4, held=0, refunded=3600, mails=["order_shipped"]
    )


def test_one_piece_is_taken_out_and_the_rest_still_leaves(stripe: Any) -> None:
    order = make_paid_order(stripe)

    cancel(order, 1)
    taken_out = read(order)
    ship(order)

    assert taken_out == Facts(status="Paid", shelf=5, held=2, refunded=1800, mails=[])
    assert read(order).status == "Shipped"
    assert (read(order).shelf, read(order).held) == (3, 0)


def test_taking_out_piece_by_piece_ends_at_the_whole(stripe: Any) -> None:
    order = make_paid_order(stripe)

    for number in range(3):
        cancel(order, 1, key=f"out-{number}")

    assert read(order) == Facts(status="Cancelled", shelf=5, held=0, refunded=5900, mails=[])


def test_what_was_refunded_before_is_not_refunded_again(stripe: Any) -> None:
    order = make_paid_order(stripe)
    payments.request_refund(order_number=order.number, reason="Late", now=timezone.now())

    cancellation = cancel(order)

    assert cancellation.refund is None
    assert read(order).refunded == 5900
    assert read(order).status == "Cancelled"


def test_broken_pieces_do_not_go_back_on_the_shelf(stripe: Any) -> None:
    order = make_paid_order(stripe)

    cancel(order, restocks=False)

    assert (read(order).shelf, read(order).held) == (2, 0)


@pytest.mark.parametrize("pieces", [0, -1, 4])
def test_pieces_that_are_not_there_cannot_be_taken_out(stripe: Any, pieces: int) -> None:
    order = make_paid_order(stripe)
    before = read(order)

    with pytest.raises(ParcelRefused):
        cancel(order, pieces)

    assert read(order) == before
    assert Refund.objects.count() == 0


def test_what_has_left_cannot_be_cancelled(stripe: Any) -> None:
    order = make_paid_order(stripe)
    ship(order)
    before = read(order)

    with pytest.raises(ParcelRefused):
        cancel(order)

    assert read(order) == before
