from typing import Any

import pytest

from impact.proofs.receipts import find_receipt
from impact.proofs.services.checkpoints import make_checkpoint
from impact.proofs.services.sealing import seal_entries
from tests.impact.sales import NOON, give_back, sell


@pytest.fixture
def receipt(db: None) -> dict[str, Any]:
    for number in range(1, 4):
        sell(f"N-{number}")
    give_back()
    seal_entries(now=NOON)
    make_checkpoint(now=NOON)
    return find_receipt(reference="N-1")
