"""Cases 9 and 10: an event of another account or mode, and one in another version of the API."""

from typing import Any

import pytest
from django.utils import timezone

from shop.stripe_checkout import services
from shop.stripe_checkout.models import Alarm, StripeEvent
from tests.failure_cases import scenes

pytestmark = pytest.mark.django_db
OTHER_VERSION = "2020-08-27"


def _pay(stripe: Any) -> tuple[Any, dict[str, Any]]:
    """Return a paid order that has not heard of it, and the event that says so."""
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)
    [body] = scenes.list_bodies("checkout.session.completed")
    return order, body


def _hear(body: dict[str, Any]) -> tuple[int, str]:
    """Deliver an event and handle it; return our answer and what became of it."""
    answer = scenes.send_webhook(body)
    return answer, services.handle_event(event_id=body["id"], now=timezone.now())


def _list_alarms() -> list[tuple[str, str]]:
    return list(Alarm.objects.values_list("kind", "reference"))


@pytest.mark.parametrize("strange", [{"account": "acct_other"}, {"livemode": True}])
def test_case_09_event_of_another_account_or_mode_is_kept_and_ignored(
    stripe: Any, strange: dict[str, Any]
) -> None:
    order, body = _pay(stripe)

    heard = _hear({**body, **strange})

    assert heard == (200, "ignored")
    assert StripeEvent.objects.get().state == "ignored"
    assert scenes.count_effects(order) == scenes.UNPAID
    assert _list_alarms() == []


def test_case_09_the_same_event_of_our_own_account_has_its_effect(stripe: Any) -> None:
    order, body = _pay(stripe)

    heard = _hear(body)

    assert heard == (200, "done")
    assert scenes.count_effects(order) == scenes.PAID


def test_case_10_body_in_another_version_is_not_believed_and_the_object_is_fetched(
    stripe: Any,
) -> None:
    order, body = _pay(stripe)
    session = body["data"]["object"]["id"]
    strange = {"id": session, "amount_total": 1, "payment_status": "unpaid", "metadata": []}

    heard = _hear({**body, "api_version": OTHER_VERSION, "data": {"object": strange}})

    assert heard == (200, "done")
    assert scenes.count_effects(order) == scenes.PAID
    assert _list_alarms() == [("other_api_version", OTHER_VERSION)]


@pytest.mark.parametrize("data", [None, [], {}, {"object": None}, {"object": "cs_1"}])
def test_case_10_event_without_an_object_we_know_is_kept_for_staff(stripe: Any, data: Any) -> None:
    order, body = _pay(stripe)

    heard = _hear({**body, "api_version": OTHER_VERSION, "data": data})

    assert heard == (200, "dead")
    assert scenes.list_tasks() == [("event_given_up", body["id"])]
    assert scenes.count_effects(order) == scenes.UNPAID
    assert _list_alarms() == [("other_api_version", OTHER_VERSION)]


def test_case_10_endpoint_pinned_to_our_version_raises_no_alarm(stripe: Any) -> None:
    _order, body = _pay(stripe)

    _hear(body)

    assert _list_alarms() == []
