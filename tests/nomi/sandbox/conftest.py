"""A running stand-in and Stripe's own client for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import stripe

from nomi.sandbox.server import Sandbox


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """Return a running stand-in."""
    made = Sandbox(tmp_path / "stripe")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def client(sandbox: Sandbox) -> stripe.StripeClient:
    """Return Stripe's own client, pointed at the stand-in."""
    return stripe.StripeClient(
        "sk_test_standin", base_addresses={"api": sandbox.url}, max_network_retries=0
    )
