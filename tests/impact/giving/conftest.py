"""Giving beside a real stand-in over HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

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
