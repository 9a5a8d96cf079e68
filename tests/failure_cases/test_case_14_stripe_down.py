"""Case 14: Stripe is down at create. Same key again; the hold ends after ten minutes."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from shop.stripe_checkout import services
from shop.stripe_checkout.models import PaymentAttempt
from tests.failure_cases import scenes

pytestmark = pytest.mark.django_db


@pytest.fixture
def outage(settings: Any) -> Any:
    """Let Stripe's address refuse connections, as in the tests' own settings."""
    settings.STRIPE_API_BASE = "http://127.0.0.1:1"
    return settings


def _try_to_pay(order: Any, *, now: Any = None) -> PaymentAttempt:
    moment = now or timezone.now()
    attempt = services.open_attempt(order=order, now=moment)
    with pytest.raises(services.StripeUnavailable):
        services.start_payment(attempt_id=attempt.pk, now=moment)
    return attempt


def test_outage_keeps_order_and_hold_for_another_try(outage: Any) -> None:
    order = scenes.make_order()

    attempt = _try_to_pay(order)

    attempt.refresh_from_db()
    assert (attempt.state, attempt.session_id) == ("creating", None)
    assert scenes.count_effects(order) == scenes.UNPAID


def test_second_try_after_the_outage_uses_the_same_attempt(stripe: Any, settings: Any) -> None:
    order = scenes.make_order()
    working = settings.STRIPE_API_BASE
    settings.STRIPE_API_BASE = "http://127.0.0.1:1"
    attempt = _try_to_pay(order)

    settings.STRIPE_API_BASE = working
    again = scenes.begin(order)

    assert (again.pk, again.state) == (attempt.pk, "open")


def test_hold_is_released_after_ten_minutes(outage: Any) -> None:
    order = scenes.make_order()
    attempt = _try_to_pay(order)

    early = services.release_stuck_attempts(now=timezone.now() + timedelta(minutes=9))
    late = services.release_stuck_attempts(now=timezone.now() + timedelta(minutes=10, seconds=1))

    attempt.refresh_from_db()
    assert (early, late, attempt.state) == (0, 1, "expired")
    assert scenes.count_effects(order) == scenes.CANCELLED


def test_answer_that_comes_after_the_release_is_closed_again(stripe: Any, monkeypatch: Any) -> None:
    order = scenes.make_order()
    attempt = services.open_attempt(order=order, now=timezone.now())
    create = services.attempts.gateway.create_session

    def create_slowly(**wishes: Any) -> Any:
        session = create(**wishes)
        services.release_stuck_attempts(now=timezone.now() + timedelta(minutes=11))
        return session

    monkeypatch.setattr(services.attempts.gateway, "create_session", create_slowly)
    with pytest.raises(services.PaymentClosed):
        services.start_payment(attempt_id=attempt.pk, now=timezone.now())

    attempt.refresh_from_db()
    session = services.attempts.gateway.get_session(session_id=attempt.session_id)
    assert (attempt.state, session.status) == ("expired", "expired")
    assert scenes.count_effects(order) == scenes.CANCELLED


def test_attempt_too_old_for_its_expiry_is_replaced_by_a_fresh_one(
    stripe: Any, monkeypatch: Any
) -> None:
    order = scenes.make_order()
    old = services.open_attempt(order=order, now=timezone.now() - timedelta(minutes=5))
    create = services.attempts.gateway.create_session

    def refuse_short_expiry(*, params: Any, idempotency_key: str) -> Any:
        if params["expires_at"] < (timezone.now() + timedelta(minutes=30)).timestamp():
            raise services.StripeRefused("expires_at must be at least 30 minutes away")
        return create(params=params, idempotency_key=idempotency_key)

    monkeypatch.setattr(services.attempts.gateway, "create_session", refuse_short_expiry)
    url = services.start_payment(attempt_id=old.pk, now=timezone.now())

    states = list(PaymentAttempt.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["failed", "open"]
    assert url == PaymentAttempt.objects.latest("pk").url
