"""Case 54: the table of events grows. Bodies older than 90 days are reduced to ids."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from shop.stripe_checkout import services
from shop.stripe_checkout.models import StripeEvent
from shop.stripe_checkout.tasks import reduce_old_events
from tests.failure_cases import scenes

pytestmark = pytest.mark.django_db


def _make_event(number: int, *, days: int, state: str = "done") -> StripeEvent:
    moment = timezone.now() - timedelta(days=days)
    return StripeEvent.objects.create(
        event_id=f"evt_{number}",
        type="checkout.session.completed",
        object_id=f"cs_{number}",
        livemode=False,
        body=scenes.make_event(f"evt_{number}", "checkout.session.completed", f"cs_{number}"),
        state=state,
        error="what Stripe said",
        happened_at=moment,
        received_at=moment,
        due_at=moment,
    )


def _read(number: int) -> tuple[Any, str]:
    row = StripeEvent.objects.get(pk=f"evt_{number}")
    return row.body, row.error


@pytest.mark.parametrize("state", ["done", "ignored", "dead"])
def test_case_54_old_body_is_reduced_to_ids_and_a_young_one_is_not(state: str) -> None:
    _make_event(1, days=91, state=state)
    young = _make_event(2, days=89, state=state)

    reduced = [services.reduce_old_events(now=timezone.now()) for _turn in range(2)]

    assert reduced == [1, 0]
    assert _read(1) == ({"id": "evt_1", "data": {"object": {"id": "cs_1"}}}, "")
    assert _read(2) == (young.body, "what Stripe said")


def test_case_54_event_that_waits_keeps_its_body() -> None:
    waiting = _make_event(1, days=91, state="waiting")

    assert services.reduce_old_events(now=timezone.now()) == 0

    assert _read(1)[0] == waiting.body


def test_case_54_many_are_reduced_a_batch_at_a_time() -> None:
    for number in range(5):
        _make_event(number, days=100)

    reduced = services.reduce_old_events(now=timezone.now(), batch=2)

    assert reduced == 5


def test_case_54_event_that_comes_again_is_still_known(stripe: Any) -> None:
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)
    [body] = scenes.list_bodies("checkout.session.completed")
    scenes.send_webhook(body)
    services.handle_event(event_id=body["id"], now=timezone.now())

    services.reduce_old_events(now=timezone.now() + timedelta(days=91))
    answer = scenes.send_webhook(body)
    state = services.handle_event(event_id=body["id"], now=timezone.now())

    assert (answer, state) == (200, "done")
    assert "type" not in StripeEvent.objects.get().body
    assert scenes.count_effects(order) == scenes.PAID


def test_case_54_task_and_command_do_it(capsys: Any) -> None:
    _make_event(1, days=91)
    _make_event(2, days=91)

    call_command("reduce_stripe_events")
    reduce_old_events()

    assert capsys.readouterr().out == "events reduced: 2\n"
