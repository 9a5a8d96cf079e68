"""Cases 35 and 36: a refund waits, with its reason; or it comes back weeks after it left."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from impact.books.queries import list_faults
from impact.reconciliation.models import Discrepancy
from impact.reconciliation.services.runs import reconcile
from shop.stripe_checkout import queries, services
from shop.stripe_checkout.models import Movement, Refund
from shop.stripe_checkout.words import describe_refund
from tests.failure_cases import disputing, scenes
from tests.failure_cases.disputing import GROSS, SOLD

pytestmark = pytest.mark.django_db


def _refund(order: Any) -> Refund:
    refund = services.request_refund(order_number=order.number, reason="Seam", now=timezone.now())
    return services.submit_refund(refund_id=refund.pk, now=timezone.now())


def _list_moved() -> list[tuple[str, int]]:
    return list(Movement.objects.order_by("pk").values_list("kind", "amount_minor"))


def test_case_35_reason_of_a_pending_refund_is_on_the_orders_page(
    stripe: Any, staff_client: Client
) -> None:
    order = disputing.pay(stripe)
    stripe.switches.set_refund_outcome("pending")

    refund = _refund(order)
    page = staff_client.get(reverse("admin:order_order_change", args=(order.pk,)))
    its_own = staff_client.get(reverse("admin:stripe_checkout_refund_change", args=(refund.pk,)))

    assert (refund.state, refund.failure) == ("pending", "processing")
    for shown in (page, its_own):
        assert "Stripe is still working on it" in shown.content.decode()
    assert _list_moved() == [("charge", GROSS)]
    assert disputing.read_books() == SOLD


def test_case_35_pending_refund_that_arrives_has_no_reason_left(stripe: Any) -> None:
    order = disputing.pay(stripe)
    stripe.switches.set_refund_outcome("pending")
    refund = _refund(order)

    disputing.switch(stripe, f"refund/{refund.stripe_id}", succeeded=True)
    services.submit_due_refunds(now=timezone.now() + timedelta(hours=1))

    refund.refresh_from_db()
    assert (refund.state, describe_refund(refund)) == ("succeeded", "–")
    assert queries.get_payment_state(order=order) == "refunded"
    assert disputing.read_books() == (0, 0, 0, 0)


def test_case_36_refund_that_fails_weeks_later_puts_everything_back(stripe: Any) -> None:
    order = disputing.pay(stripe)
    refund = _refund(order)
    refunded = (queries.get_payment_state(order=order), disputing.read_books())

    disputing.switch(stripe, f"refund/{refund.stripe_id}", succeeded=False)
    weeks_later = timezone.now() + timedelta(days=20)
    for _turn in range(2):
        for body in scenes.list_bodies("refund.failed", "refund.updated"):
            scenes.send_webhook(body)
            services.handle_event(event_id=body["id"], now=weeks_later)

    assert refunded == ("refunded", (0, 0, 0, 0))
    assert queries.get_payment_state(order=order) == "paid"
    assert disputing.read_books() == SOLD
    assert _list_moved() == [("charge", GROSS), ("refund", -GROSS), ("adjustment", GROSS)]
    assert scenes.list_tasks() == [("refund_failed", str(refund.uid))]
    refund.refresh_from_db()
    assert "card is closed" in str(describe_refund(refund))
    # Stripe, the order and the books say the same
    reconcile(actor="test", now=timezone.now() + timedelta(days=3))
    assert list(Discrepancy.objects.open()) == []
    assert list_faults() == []
