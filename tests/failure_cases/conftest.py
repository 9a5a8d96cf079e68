"""Each case has its own Stripe: the stand-in, over HTTP, on loopback."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from nomi.sandbox.server import Sandbox
from tests.nomi.desk.conftest import staff_client

__all__ = ["staff_client", "stripe"]


@pytest.fixture
def stripe(tmp_path: Path, settings: Any) -> Iterator[Sandbox]:
    """Return a running stand-in that the gateway talks to."""
    sandbox = Sandbox(tmp_path / "stripe")
    sandbox.start()
    settings.STRIPE_API_BASE = sandbox.url
    yield sandbox
    sandbox.stop()


@pytest.fixture
def seller(db: None) -> Any:
    return get_user_model().objects.create_user("seller", "seller@nomi.example", "x-long-enough-1")
