"""Case 39: the card's issuer warns early. Nothing ships, and staff are advised to refund."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shop.order import services as orders
from shop.order.queries import lock_order
from shop.stripe_checkout import queries, services
from shop.stripe_checkout.models import StaffTask
from shop.stripe_checkout.services.findings import close_task
from tests.failure_cases import disputing, scenes

pytestmark = pytest.mark.django_db
CREATED = "radar.early_fraud_warning.created"


def _warn(stripe: Any, order: Any) -> str:
    return str(disputing.switch(stripe, f"warn/{disputing.find_charge(order)}")["id"])


def _move(order: Any, *statuses: str) -> None:
    for status in statuses:
        orders.change_status(order=lock_order(order.pk), to=status, reason="", now=timezone.now())


def test_case_39_warning_holds_the_order_and_asks_staff_once(
    stripe: Any, staff_client: Client
) -> None:
    order = disputing.pay(stripe)
    warning = _warn(stripe, order)

    states = disputing.hear(CREATED) + disputing.hear(CREATED)
    today = staff_client.get("/admin/").content.decode()

    order.refresh_from_db()
    assert states == ["done", "done"]
    assert order.status == "On hold"
    assert scenes.list_tasks() == [("fraud_warning", warning)]
    assert "a refund now avoids a dispute" in today
    assert disputing.read_books() == disputing.SOLD


def test_case_39_staff_refund_and_the_warning_is_over(stripe: Any) -> None:
    order = disputing.pay(stripe)
    _warn(stripe, order)
    disputing.hear(CREATED)

    refund = services.request_refund(order_number=order.number, reason="Fraud", now=timezone.now())
    services.submit_refund(refund_id=refund.pk, now=timezone.now())

    assert queries.get_payment_state(order=order) == "refunded"
    assert disputing.read_books() == (0, 0, 0, 0)


@pytest.mark.parametrize("statuses", [("Ready to ship", "Shipped"), ("Ready to ship",)])
def test_case_39_what_has_left_is_not_held_and_staff_are_asked(
    stripe: Any, statuses: tuple[str, ...]
) -> None:
    order = disputing.pay(stripe)
    _move(order, *statuses)
    warning = _warn(stripe, order)

    disputing.hear(CREATED)

    order.refresh_from_db()
    assert order.status == ("Shipped" if "Shipped" in statuses else "On hold")
    assert scenes.list_tasks() == [("fraud_warning", warning)]


def test_case_39_warning_of_money_that_went_back_already_asks_nothing(stripe: Any) -> None:
    order = disputing.pay(stripe)
    _warn(stripe, order)
    refund = services.request_refund(order_number=order.number, reason="Seam", now=timezone.now())
    services.submit_refund(refund_id=refund.pk, now=timezone.now())

    disputing.hear(CREATED)

    order.refresh_from_db()
    assert (order.status, scenes.list_tasks()) == ("Paid", [])


def test_case_39_warning_that_staff_dealt_with_holds_nothing_again(stripe: Any) -> None:
    order = disputing.pay(stripe)
    _warn(stripe, order)
    disputing.hear(CREATED)
    close_task(task_id=StaffTask.objects.get().pk, user=None, now=timezone.now())
    _move(order, "Paid")
    [body] = scenes.list_bodies(CREATED)

    scenes.send_webhook({**body, "id": "evt_again"})
    services.handle_event(event_id="evt_again", now=timezone.now())

    order.refresh_from_db()
    assert order.status == "Paid"
    assert StaffTask.objects.count() == 1
