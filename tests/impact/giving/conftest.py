"""Giving beside a real stand-in over HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from stripe import StripeClient

from nomi.sandbox.server import Sandbox


@pytest.fixture
def stripe(tmp_path: Path, settings: Any) -> Iterator[Sandbox]:
    """Return a running stand-in that the gateways talk to."""
    sandbox = Sandbox(tmp_path / "stripe")
    sandbox.start()
    settings.STRIPE_API_BASE = sandbox.url
    yield sandbox
    sandbox.stop()


@pytest.fixture
def now() -> datetime:
    return datetime.now(tz=UTC)


@pytest.fixture
def client_of_stripe(stripe: Sandbox) -> StripeClient:
    """Return Stripe's own client, for what happens behind our back."""
    return StripeClient("sk_test_standin", base_addresses={"api": stripe.url})
