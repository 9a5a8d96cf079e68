"""Orders with gifts are paid at a Stripe of the test's own."""

from typing import Any

import pytest

from tests.failure_cases.conftest import staff_client, stripe
from tests.shop.shopping import make_user

__all__ = ["staff", "staff_client", "stripe"]


@pytest.fixture
def staff(db: None) -> Any:
    return make_user("staff@nomi.example")
