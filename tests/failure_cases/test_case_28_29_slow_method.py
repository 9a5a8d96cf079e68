"""Cases 28 and 29: a slow method is complete but unpaid, and arrives or fails later."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from nomi.platform.outbox.models import OutboxMessage
from nomi.sandbox.payments import SLOW
from shop.stripe_checkout import queries, services
from tests.failure_cases import scenes

pytestmark = pytest.mark.django_db

PROMISED = scenes.Effects(status="Payment processing", charges=0, paid_changes=0, mails=0, held=1)


def _promise(stripe: Any, order: Any) -> Any:
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id, card=SLOW)
    services.settle(attempt_id=attempt.pk, now=timezone.now())
    return attempt


def test_promised_money_keeps_the_hold_and_pays_when_it_arrives(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = _promise(stripe, order)
    promised = scenes.count_effects(order)
    state = queries.get_payment_state(order=order)

    stripe.finish_slow(attempt.session_id, succeeded=True)
    services.settle_due_attempts(now=timezone.now() + timedelta(hours=1, minutes=1))

    assert (promised, state) == (PROMISED, "processing")
    assert scenes.count_effects(order) == scenes.PAID


def test_promised_money_that_fails_gives_everything_back_with_a_mail(stripe: Any) -> None:
    order = scenes.make_order()
    attempt = _promise(stripe, order)

    stripe.finish_slow(attempt.session_id, succeeded=False)
    services.settle(attempt_id=attempt.pk, now=timezone.now())

    attempt.refresh_from_db()
    assert attempt.state == "failed"
    assert scenes.count_effects(order) == scenes.CANCELLED
    assert OutboxMessage.objects.filter(kind="payment_failed", reference=order.number).count() == 1


def test_expiry_leaves_promised_money_alone(stripe: Any) -> None:
    order = scenes.make_order()
    _promise(stripe, order)

    services.expire_overdue_attempts(now=timezone.now() + timedelta(hours=3))

    assert scenes.count_effects(order) == PROMISED
