"""One woman with a record, and the list of erasures in a folder of the test."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from impact.participants.services import open_training_account
from tests.impact.vault.builders import put_in

CODE, OTHER_CODE = "AAAAAA22", "AAAAAA33"


@pytest.fixture(autouse=True)
def erasure_list(settings: Any, tmp_path: Path) -> Path:
    settings.VAULT_ERASURE_LIST = str(tmp_path / "erasures.txt")
    return Path(settings.VAULT_ERASURE_LIST)


@pytest.fixture
def code(request: pytest.FixtureRequest) -> str:
    if "transactional_db" not in request.fixturenames:
        request.getfixturevalue("db")
    for number, one in enumerate((CODE, OTHER_CODE)):
        open_training_account(code=one, pseudonym=f"Leaf {number}", opened_on=timezone.now().date())
    put_in(CODE)
    return CODE
