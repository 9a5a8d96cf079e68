"""A guest purchase with canaries for name, address and e-mail: none sings (SAFETY.md, P22)."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.utils import timezone

from nomi.platform.logging.configuration import configure
from nomi.platform.logging.facts import set_facts
from nomi.platform.outbox import services as outbox
from nomi.platform.outbox.models import OutboxMessage
from shop.stripe_checkout import gateway, services
from shop.stripe_checkout.models import Alarm, PaymentAttempt, StaffTask, StripeEvent
from tests.failure_cases import scenes
from tests.failure_cases.shoppers import ADDRESS, Browser
from tests.shop.shopping import make_country, make_product

pytestmark = pytest.mark.django_db(transaction=True)
CANARIES = {
    **ADDRESS,
    "email": "canary.mail@shopper.example",
    "first_name": "Canaryfirst",
    "last_name": "Canarylast",
    "line1": "7 Canaryroad",
    "line2": "Canaryflat",
    "city": "Canarytown",
}


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Apply the store's logging, at its most talkative, and catch what it writes."""
    configure({**settings.LOGGING, "root": {"handlers": ["console"], "level": "INFO"}})
    [handler] = [one for one in logging.getLogger().handlers if one.get_name() == "console"]
    assert isinstance(handler, logging.StreamHandler)
    caught = io.StringIO()
    before = handler.setStream(caught)
    yield caught
    handler.setStream(before)
    set_facts()


@pytest.fixture
def sent(monkeypatch: Any) -> list[str]:
    """Catch what tasks are sent with."""
    caught: list[str] = []
    monkeypatch.setattr(
        type(current_app._get_current_object()),
        "send_task",
        lambda _app, *args, **kwargs: caught.append(repr((args, kwargs))),
    )
    return caught


def test_a_guest_purchase_leaves_no_personal_data_beside_the_order(
    stripe: Any, lines: io.StringIO, sent: list[str], mailoutbox: list[Any]
) -> None:
    make_country()
    browser = Browser()
    browser.add(make_product())
    browser.post("/checkout/", {**CANARIES, "country": "CANARYLAND"})
    browser.post("/checkout/", CANARIES)
    browser.post("/checkout/delivery/", {"method": "us-standard"})
    browser.pay(browser.look())
    attempt = PaymentAttempt.objects.get()
    scenes.try_to_pay(stripe, attempt.session_id, card="4000000000000002")
    stripe.pay(attempt.session_id)
    for body in scenes.list_bodies():
        scenes.send_webhook(body)
    for event in StripeEvent.objects.order_by("happened_at"):
        services.handle_event(event_id=event.pk, now=timezone.now())
    outbox.relay_due(now=timezone.now())
    services.request_refund(order_number=attempt.order.number, reason="Torn", now=timezone.now())
    services.submit_due_refunds(now=timezone.now())
    outbox.relay_due(now=timezone.now())

    attempt.order.refresh_from_db()
    assert attempt.order.status == "Paid"
    assert {mail.to[0] for mail in mailoutbox} == {CANARIES["email"]}
    assert len(sent) > 0
    assert lines.getvalue().count('"event": "request"') > 5
    told = {
        "log": lines.getvalue(),
        "tasks": "".join(sent),
        "staff": repr(list(StaffTask.objects.order_by("pk").values()))
        + repr(list(Alarm.objects.order_by("pk").values())),
        "events": json.dumps(list(StripeEvent.objects.values_list("body", "error"))),
        "mails": repr(list(OutboxMessage.objects.order_by("pk").values())),
        "attempts": repr(list(PaymentAttempt.objects.order_by("pk").values())),
    }
    assert [where for where, words in told.items() if "canary" in words.lower()] == []


def test_what_is_stored_of_an_event_names_nobody(stripe: Any) -> None:
    attempt = scenes.begin(scenes.make_order())
    stripe.pay(attempt.session_id)
    fact = next(
        event
        for event in gateway.list_events(since=attempt.created_at, limit=100)
        if event.type == "checkout.session.completed"
    )

    assert fact.body == {
        "id": fact.id,
        "object": "event",
        "type": "checkout.session.completed",
        "created": int(fact.happened_at.timestamp()),
        "livemode": False,
        "api_version": gateway.API_VERSION,
        "data": {"object": {"id": attempt.session_id, "object": "checkout.session"}},
    }
