"""Cases 20 and 21: amount or currency differs. Money recorded, on hold, nothing ships, a task."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from impact.books.models import Entry
from shop.stripe_checkout import gateway, services
from shop.stripe_checkout.models import Movement
from tests.failure_cases import scenes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changes", "task"),
    [
        ({"amount_minor": 2200}, "amount_differs"),
        ({"currency": "CAD"}, "currency_differs"),
        ({"livemode": True}, "livemode_differs"),
    ],
)
def test_money_that_differs_is_recorded_and_holds_the_order(
    stripe: Any, monkeypatch: Any, changes: dict[str, Any], task: str
) -> None:
    order = scenes.make_order()
    attempt = scenes.begin(order)
    stripe.pay(attempt.session_id)
    told = replace(gateway.get_session(session_id=attempt.session_id), **changes)
    monkeypatch.setattr(gateway, "get_session", lambda **_: told)

    settlement = services.settle(attempt_id=attempt.pk, now=timezone.now())
    again = services.settle(attempt_id=attempt.pk, now=timezone.now() + timedelta(minutes=5))

    movement = Movement.objects.get()
    assert (settlement.outcome, again.outcome) == ("on_hold", "already")
    assert (movement.amount_minor, movement.currency) == (told.amount_minor, told.currency)
    assert scenes.count_effects(order) == scenes.Effects(
        status="On hold", charges=1, paid_changes=0, mails=0, held=1
    )
    assert scenes.list_tasks() == [(task, str(attempt.uid))]
    assert Entry.objects.count() == 0
