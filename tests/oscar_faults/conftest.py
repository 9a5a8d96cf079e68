"""The stand-in, so that orders are really paid, and requests for Oscar's own views."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory

from nomi.demo.staff import SHOPPER_EMAIL, seed_staff
from tests.failure_cases.conftest import stripe

__all__ = ["stripe"]

Ask = Callable[..., HttpRequest]


@pytest.fixture
def ask() -> Ask:
    """Return what makes a request as Oscar's own views expect it."""

    def make(method: str, path: str, data: Any = None, *, user: Any = None) -> HttpRequest:
        request: Any = getattr(RequestFactory(), method)(path, data or {})
        request.user = user or AnonymousUser()
        request.session = SessionStore()
        request._messages = CookieStorage(request)
        return request  # type: ignore[no-any-return]

    return make


@pytest.fixture
def shopper(db: None) -> Any:
    """Return the demo's shopper."""
    from django.contrib.auth import get_user_model

    seed_staff()
    return get_user_model().objects.get(email=SHOPPER_EMAIL)
