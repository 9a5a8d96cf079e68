"""The rule of the second factor in force, and a clock that codes are made by."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth
from django.test import Client
from django.urls import reverse

from nomi.demo.logins import DEMO_PASSWORD, DEMO_TOTP_SECRET
from nomi.demo.second_factor import make_code
from nomi.demo.staff import seed_staff


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Return the clock of the codes: nothing depends on the second in which a test runs."""
    clock = SimpleNamespace(now=1_800_000_000.0)
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: clock.now))
    return clock


@pytest.fixture
def strict(settings: Any, clock: SimpleNamespace, db: None) -> SimpleNamespace:
    """Demand the second factor of the demo's staff."""
    from django.core.cache import cache

    cache.clear()
    settings.STAFF_WITHOUT_SECOND_FACTOR = False
    seed_staff()
    return clock


@pytest.fixture
def sign_in(strict: SimpleNamespace) -> Callable[..., Client]:
    """Return a function that signs somebody in, up to the code or past it."""

    def sign(email: str, *, with_code: bool = True) -> Client:
        client = Client()
        client.post(reverse("account_login"), {"login": email, "password": DEMO_PASSWORD})
        if with_code:
            code = make_code(DEMO_TOTP_SECRET, at=strict.now)
            client.post(reverse("mfa_authenticate"), {"code": code})
        return client

    return sign
