"""Case 8: a bad signature, or one older than five minutes. 400, counted, no effect."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shop.stripe_checkout.models import Alarm, StripeEvent
from tests.failure_cases import scenes

pytestmark = pytest.mark.django_db


def _count_bad_signatures() -> int:
    return sum(Alarm.objects.filter(kind="bad_signature").values_list("times", flat=True))


@pytest.mark.parametrize(
    "signing",
    [
        {"secret": "whsec_of_a_stranger"},
        {"moment": timezone.now() - timedelta(minutes=6)},
    ],
)
def test_body_that_stripe_did_not_sign_now_is_refused(stripe: Any, signing: Any) -> None:
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)
    [body] = scenes.list_bodies("checkout.session.completed")

    answers = [scenes.send_webhook(body, **signing) for _ in range(2)]

    assert answers == [400, 400]
    assert _count_bad_signatures() == 2
    assert StripeEvent.objects.count() == 0
    assert scenes.count_effects(order) == scenes.UNPAID


@pytest.mark.parametrize("signature", ["", "t=now,v1=x", "v1=", "t=1,v0=abc", "\x00"])
def test_nonsense_in_the_header_is_refused(signature: str) -> None:
    answer = Client().post(
        "/stripe/webhook/",
        data=b'{"id": "evt_forged"}',
        content_type="application/json",
        headers={"Stripe-Signature": signature},
    )

    assert answer.status_code == 400
    assert StripeEvent.objects.count() == 0


def test_body_in_bytes_that_are_no_text_is_refused() -> None:
    raw = b"\xff\xfe\x00"
    answer = Client().post(
        "/stripe/webhook/",
        data=raw,
        content_type="application/json",
        headers={"Stripe-Signature": scenes.sign(raw)},
    )

    assert answer.status_code == 400
    assert StripeEvent.objects.count() == 0


def test_either_of_two_secrets_is_taken_while_one_is_rotated(stripe: Any, settings: Any) -> None:
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", "whsec_old"]
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)
    [body] = scenes.list_bodies("checkout.session.completed")

    answers = [scenes.send_webhook(body, secret=secret) for secret in ("whsec_old", "whsec_new")]

    assert answers == [200, 200]
    assert StripeEvent.objects.count() == 1


def test_webhook_answers_only_to_post() -> None:
    answer = Client().get("/stripe/webhook/")

    assert answer.status_code == 405
