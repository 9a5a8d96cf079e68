from datetime import UTC, datetime

import pytest

from impact.participants.services import open_training_account

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def noon() -> datetime:
    return NOON


@pytest.fixture
def accounts(db: None) -> list[str]:
    """Eleven active training accounts: as many as a public figure needs."""
    codes = [f"AAAAAA{number:02d}".replace("0", "X").replace("1", "Y") for number in range(22, 33)]
    for code in codes:
        open_training_account(code=code, pseudonym=f"Leaf {code}", opened_on=NOON.date())
    return codes
