"""Two deal with the pieces of one order: what is gone meanwhile is said, never left out."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.fulfilment.models import Cancellation, Shipment
from shop.fulfilment.services import ship_pieces
from shop.returns.models import Return
from shop.returns.services import request_return
from shop.stripe_checkout import services as payments
from shop.stripe_checkout.models import PaymentAttempt, Refund
from tests.failure_cases.conftest import stripe
from tests.shop.shopping import Shopper, make_basket, make_country, make_product, prove

__all__ = ["stripe"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def order(stripe: Any) -> Any:
    """Return a paid order of two totes and a scarf."""
    make_country("US")
    basket = make_basket((make_product(), 2), (make_product(title="Scarf"), 1))
    placed, now = Shopper(basket=basket).pay(), timezone.now()
    payments.start_payment(attempt_id=placed.attempt_id, now=now)
    stripe.pay(PaymentAttempt.objects.get().session_id)
    payments.settle(attempt_id=placed.attempt_id, now=now)
    return placed.order


def ship_first(order: Any, *, everything: bool = False) -> None:
    """Let a colleague send the totes, or all."""
    ship_pieces(
        order_id=order.pk,
        carrier="usps",
        tracking_number="9400 1",
        key="hers",
        by=None,
        now=timezone.now(),
        pieces=None if everything else {order.lines.order_by("pk")[0].pk: 2},
    )


def fill(order: Any, totes: int, scarves: int, **values: str) -> dict[str, Any]:
    first, second = order.lines.order_by("pk")
    return {f"line_{first.pk}": totes, f"line_{second.pk}": scarves, "key": "mine", **values}


def press(client: Client, order: Any, ask: str, data: dict[str, Any]) -> str:
    address = reverse("admin:order_order_ask", args=(order.pk, ask))
    return client.post(address, data, follow=True).content.decode()


def test_parcel_with_pieces_that_a_colleague_sent_does_not_leave(
    staff_client: Client, order: Any
) -> None:
    ship_first(order)

    page = press(staff_client, order, "ship", fill(order, 2, 1, carrier="usps"))

    assert "Only 0 of that line wait; 2 were chosen." in page
    assert list(Shipment.objects.values_list("key", flat=True)) == ["hers"]


def test_pieces_that_a_colleague_sent_are_not_taken_out(staff_client: Client, order: Any) -> None:
    ship_first(order)

    page = press(staff_client, order, "cancel", fill(order, 2, 1, reason="Asked"))

    assert "Only 0 of that line wait; 2 were chosen." in page
    assert (Cancellation.objects.count(), Refund.objects.count()) == (0, 0)


def test_pieces_that_a_colleague_refunded_are_not_refunded_in_silence(
    staff_client: Client, order: Any
) -> None:
    press(staff_client, order, "refund", fill(order, 2, 0, reason="Torn"))

    page = press(staff_client, order, "refund", fill(order, 2, 1, reason="Torn", key="other"))

    assert "has no 2 pieces to refund" in page
    assert Refund.objects.count() == 1


def test_form_pressed_twice_is_one_parcel_though_a_line_of_it_is_gone(
    staff_client: Client, order: Any
) -> None:
    data = fill(order, 2, 0, carrier="usps")

    pages = [press(staff_client, order, "ship", data) for _turn in range(2)]

    assert ["The parcel has left" in page for page in pages] == [True, True]
    assert Shipment.objects.count() == 1


def test_return_of_pieces_that_another_tab_asked_for_is_refused_in_words(
    client: Client, order: Any
) -> None:
    ship_first(order, everything=True)
    path, now = prove(client, order), timezone.now()
    totes = order.lines.order_by("pk")[0].pk
    facts = {"order_id": order.pk, "reason": "other", "note": "", "now": now}
    request_return(pieces={totes: 2}, key="first tab", **facts)

    page = client.post(f"{path}return/", fill(order, 2, 1, reason="other", note="Both"))

    words = page.content.decode()
    assert ("Of one of the lines only 0 may come back now." in words, "Both" in words) == (
        True,
        True,
    )
    assert Return.objects.count() == 1


def test_return_of_everything_pressed_twice_is_one_and_told_so(client: Client, order: Any) -> None:
    ship_first(order, everything=True)
    path = prove(client, order)

    pages = [
        client.post(f"{path}return/", fill(order, 2, 1, reason="other"), follow=True)
        for _turn in range(2)
    ]

    assert ["We have your return" in page.content.decode() for page in pages] == [True, True]
    assert Return.objects.count() == 1
