"""After cases 20 and 21: staff accept money that differs, or send it back. Each once."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from impact.shares.models import Sale
from shop.stripe_checkout import gateway, queries, services
from shop.stripe_checkout.models import Movement, PaymentAttempt, Refund
from tests.failure_cases import scenes
from tests.shop.shopping import make_user

pytestmark = pytest.mark.django_db


def _hold(stripe: Any, monkeypatch: Any, **changes: Any) -> PaymentAttempt:
    """Return the attempt of an order ($18.00 × 3 + $5.00) on hold for money that differs."""
    attempt = scenes.begin(scenes.make_order(quantity=3))
    stripe.pay(attempt.session_id)
    told = replace(gateway.get_session(session_id=attempt.session_id), **changes)
    monkeypatch.setattr(gateway, "get_session", lambda **_: told)
    services.settle(attempt_id=attempt.pk, now=timezone.now())
    attempt.refresh_from_db()
    return attempt


@pytest.mark.parametrize(("came", "sold", "back"), [(5898, 5898, 0), (6000, 5900, 100)])
def test_accepted_money_pays_the_order_once_with_honest_amounts(
    stripe: Any, monkeypatch: Any, came: int, sold: int, back: int
) -> None:
    attempt = _hold(stripe, monkeypatch, amount_minor=came)
    user, now = make_user(), timezone.now()

    services.accept_difference(attempt_uid=str(attempt.uid), user=user, now=now)
    with pytest.raises(services.DifferenceRefused):
        services.accept_difference(attempt_uid=str(attempt.uid), user=user, now=now)
    with pytest.raises(services.DifferenceRefused):
        services.give_back_difference(attempt_uid=str(attempt.uid), user=user, now=now)

    sale, refunds = Sale.objects.get(), Refund.objects.values_list("gross_minor", flat=True)
    assert scenes.count_effects(attempt.order) == replace(scenes.PAID, held=3)
    assert (sale.gross_minor, sale.lines.get().net_minor) == (sold, sold - 500)
    assert sum(refunds) == back
    assert attempt.order.staff_tasks.filter(done_at=None).count() == 0


def test_an_accepted_order_is_refunded_to_the_last_cent_that_was_paid(
    stripe: Any, monkeypatch: Any
) -> None:
    attempt = _hold(stripe, monkeypatch, amount_minor=5898)
    services.accept_difference(attempt_uid=str(attempt.uid), user=make_user(), now=timezone.now())
    order = attempt.order

    for lines in ({order.lines.get().pk: 1}, None):
        services.request_refund(
            order_number=order.number, lines=lines, reason="Torn", now=timezone.now()
        )

    assert sum(Refund.objects.values_list("gross_minor", flat=True)) == 5898


@pytest.mark.parametrize(
    "changes", [{"currency": "CAD"}, {"livemode": True}, {"amount_minor": 499}]
)
def test_money_that_cannot_pay_is_refused_and_can_go_back(
    stripe: Any, monkeypatch: Any, changes: dict[str, Any]
) -> None:
    attempt = _hold(stripe, monkeypatch, **changes)
    user, now = make_user(), timezone.now()
    before = scenes.count_effects(attempt.order)

    with pytest.raises(services.DifferenceRefused):
        services.accept_difference(attempt_uid=str(attempt.uid), user=user, now=now)
    after = scenes.count_effects(attempt.order)
    refund = services.give_back_difference(attempt_uid=str(attempt.uid), user=user, now=now)
    with pytest.raises(services.DifferenceRefused):
        services.give_back_difference(attempt_uid=str(attempt.uid), user=user, now=now)

    assert after == before
    assert refund.gross_minor == Movement.objects.get().amount_minor
    assert scenes.count_effects(attempt.order) == replace(scenes.CANCELLED, charges=1)
    assert queries.get_payment_state(order=attempt.order) == "paid"
    assert (Sale.objects.count(), Refund.objects.count()) == (0, 1)
    assert attempt.order.staff_tasks.filter(done_at=None).count() == 0


@pytest.mark.parametrize(("button", "status"), [("accept", "Paid"), ("send-back", "Cancelled")])
def test_staff_decide_by_a_button(
    stripe: Any, monkeypatch: Any, staff_client: Client, button: str, status: str
) -> None:
    attempt = _hold(stripe, monkeypatch, amount_minor=5898)
    task = attempt.order.staff_tasks.get()

    for _ in range(2):
        staff_client.post(f"/admin/stripe_checkout/stafftask/{task.pk}/press/{button}/")

    attempt.order.refresh_from_db()
    task.refresh_from_db()
    assert (attempt.order.status, task.done_by.is_staff) == (status, True)
