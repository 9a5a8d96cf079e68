import pytest

from tests.impact.payouts.builders import fill_account


@pytest.fixture(autouse=True)
def _keep_papers_apart(settings: object, tmp_path: object) -> None:
    settings.PRIVATE_FOLDER = tmp_path


@pytest.fixture
def account(db: None) -> str:
    """A training account with $1,000.00."""
    return fill_account()
