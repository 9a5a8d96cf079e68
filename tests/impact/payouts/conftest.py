from pathlib import Path

import pytest

from tests.impact.payouts import builders


@pytest.fixture(autouse=True)
def _private_folder(settings: object, tmp_path: Path) -> None:
    settings.PRIVATE_FOLDER = tmp_path


@pytest.fixture
def account(db: None) -> str:
    """A training account with $1,000.00 in it."""
    return builders.fill_account()
