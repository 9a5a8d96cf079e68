"""Case 27: payment just after expiry. Goods there: revived. Gone: refunded, with a mail."""

from typing import Any

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from impact.books.models import Entry
from nomi.platform.outbox.models import OutboxMessage
from shop.order import services as orders
from shop.order.queries import lock_order
from shop.stripe_checkout import queries, services
from shop.stripe_checkout.models import Movement, PaymentAttempt, Refund
from tests.failure_cases import scenes

pytestmark = pytest.mark.django_db


def _give_up(order: Any, attempt: PaymentAttempt) -> None:
    """End the order at our side while Stripe's page is still open."""
    orders.release_order(order=lock_order(order.pk), now=timezone.now())
    PaymentAttempt.objects.filter(pk=attempt.pk).update(state="expired")


def test_late_money_revives_the_order_while_the_goods_are_there(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    _give_up(order, attempt)
    stripe.pay(attempt.session_id)

    settlement = services.settle(attempt_id=attempt.pk, now=timezone.now())

    assert settlement.outcome == "paid"
    assert scenes.count_effects(order) == scenes.PAID
    assert Refund.objects.count() == 0


def test_late_money_for_sold_goods_goes_back_once_with_a_mail(stripe: Any) -> None:
    record = scenes.make_record(in_stock=1)
    order = scenes.make_order(record=record)
    attempt = scenes.begin(order)
    _give_up(order, attempt)
    scenes.make_order(record=record)
    stripe.pay(attempt.session_id)

    for _ in range(2):
        services.settle(attempt_id=attempt.pk, now=timezone.now())
        services.submit_due_refunds(now=timezone.now())

    refund = Refund.objects.get()
    held = get_model("partner", "StockRecord").objects.get(pk=record.pk).num_allocated
    order.refresh_from_db()
    assert (order.status, held) == ("Cancelled", 1)
    assert (refund.state, refund.gross_minor) == ("succeeded", 2300)
    assert sum(Movement.objects.values_list("amount_minor", flat=True)) == 0
    assert queries.get_payment_state(order=order) == "refunded"
    assert sorted(OutboxMessage.objects.values_list("kind", "reference")) == [
        ("payment_given_back", order.number)
    ]
    assert Entry.objects.count() == 0
