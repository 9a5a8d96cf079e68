"""Cases 51 and 52: a test key in production or the reverse; a key that Stripe no longer takes."""

from typing import Any

import pytest
from django.utils import timezone

from shop.stripe_checkout import gateway, queries, services
from shop.stripe_checkout.models import Alarm, PaymentAttempt, StripeEvent
from shop.stripe_checkout.services.findings import raise_alarm
from tests.failure_cases import scenes
from tests.nomi.test_production import start
from tests.shop.checkout.test_guest_checkout import ADDRESS, Journey
from tests.shop.shopping import make_country, make_product

pytestmark = pytest.mark.django_db


def test_event_of_the_other_mode_is_kept_and_ignored(stripe: Any) -> None:
    order = scenes.make_order()
    stripe.pay(scenes.begin(order).session_id)
    [body] = scenes.list_bodies("checkout.session.completed")

    answer = scenes.send_webhook({**body, "livemode": True})
    state = services.handle_event(event_id=body["id"], now=timezone.now())

    assert (answer, state) == (200, "ignored")
    assert StripeEvent.objects.get().state == "ignored"
    assert scenes.count_effects(order) == scenes.UNPAID


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("sk_test_abc", "STRIPE_API_KEY is not a live key: with it no shopper could pay."),
        ("", "STRIPE_API_KEY is not set: it must hold a live key, best a restricted one."),
    ],
)
def test_case_51_production_does_not_start_with_a_test_key(key: str, words: str) -> None:
    done = start({"STRIPE_API_KEY": key})

    assert done.returncode == 1
    assert words in done.stderr


def test_review_page_says_in_words_that_paying_is_off() -> None:
    make_country("US")
    journey = Journey()
    raise_alarm(kind=Alarm.Kind.KEY_REVOKED, reference="stripe", now=timezone.now())

    journey.post(f"/basket/add/{make_product().pk}/", {"quantity": "1"})
    journey.post("/checkout/", ADDRESS)
    journey.post("/checkout/delivery/", {"method": "us-standard"})
    page = journey.get("/checkout/review/")
    fingerprint = page.context["quote"].fingerprint
    pressed = journey.post("/checkout/review/", {"expected": fingerprint})

    assert "Payments are closed for the moment" in page.content.decode()
    assert page.context["can_pay"] is False
    assert pressed.status_code == 200
    assert PaymentAttempt.objects.count() == 0
    health = journey.client.get("/readyz")
    assert health.status_code == 200
    assert health.json()["checks"]["payments"] == {
        "status": "unwell",
        "words": "Stripe refuses our key, so paying is turned off.",
    }


def _refuse_key(**_words: Any) -> None:
    raise gateway.KeyRevoked("Expired API key provided")


def test_revoked_key_turns_paying_off_until_stripe_takes_it_again(
    stripe: Any, monkeypatch: Any
) -> None:
    order = scenes.make_order()
    attempt = services.open_attempt(order=order, now=timezone.now())

    with monkeypatch.context() as revoked:
        revoked.setattr(gateway, "create_session", _refuse_key)
        revoked.setattr(gateway, "check_key", _refuse_key)
        with pytest.raises(services.KeyRevoked):
            services.start_payment(attempt_id=attempt.pk, now=timezone.now())
        checked = services.check_stripe_key(now=timezone.now())
        during = queries.is_payment_possible()
    mended = services.check_stripe_key(now=timezone.now())

    assert (checked, during) == (False, False)
    assert (mended, queries.is_payment_possible()) == (True, True)
    assert Alarm.objects.get().times == 2
    assert scenes.count_effects(order) == scenes.UNPAID


def test_store_without_a_key_offers_no_payment(settings: Any) -> None:
    settings.STRIPE_API_KEY = ""

    assert queries.is_payment_possible() is False
    with pytest.raises(services.KeyRevoked):
        gateway.check_key()
