"""A running stand-in, Stripe's own client for it, and a store that takes its webhooks."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe

from nomi.sandbox.server import Sandbox
from tests.nomi.sandbox import contract
from tests.nomi.sandbox.mailbox import SECRET, Mailbox

KEY = "sk_test_standin"


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """Return a running stand-in; every exchange with it is held to Stripe's types."""
    made = Sandbox(tmp_path / "stripe")
    breaches = contract.watch(made)
    made.start()
    yield made
    made.stop()
    assert breaches == []


@pytest.fixture
def make_client(sandbox: Sandbox) -> Callable[[str], stripe.StripeClient]:
    """Return a maker of Stripe's own client, pointed at the stand-in."""

    def make(key: str, **more: Any) -> stripe.StripeClient:
        words = {"max_network_retries": 0, **more}
        return stripe.StripeClient(key, base_addresses={"api": sandbox.url}, **words)

    return make


@pytest.fixture
def client(make_client: Callable[[str], stripe.StripeClient]) -> stripe.StripeClient:
    """Return Stripe's own client with a test key."""
    return make_client(KEY)


@pytest.fixture
def mailbox(sandbox: Sandbox) -> Iterator[Mailbox]:
    """Return a store that takes the stand-in's webhooks."""
    made = Mailbox()
    made.start()
    sandbox.listen(made.url, SECRET)
    yield made
    made.stop()
