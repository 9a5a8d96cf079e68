"""A country to sell in, somebody who sells, and a manager's browser."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from nomi.demo.staff import seed_staff
from tests.failure_cases.conftest import stripe
from tests.shop.shopping import make_country

__all__ = ["stripe"]


@pytest.fixture(autouse=True)
def _us(db: None) -> None:
    make_country("US")


@pytest.fixture
def seller() -> Any:
    return get_user_model().objects.create_user("seller", "seller@nomi.example", "x-long-enough-1")


@pytest.fixture
def desk(client: Client) -> Client:
    """Return a shop manager's browser."""
    seed_staff()
    client.force_login(get_user_model().objects.get(email="manager@nomi.example"))
    return client
