"""The catalogue, and those who work on it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from nomi.demo.staff import PEOPLE, seed_staff
from nomi.staff import roles
from tests.shop.goods import Family, make_category, make_family

SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def sign_in(db: None) -> SignIn:
    seed_staff()

    def enter(role: str) -> Client:
        email = next(email for email, _name, name in PEOPLE if name == role)
        client = Client()
        client.force_login(get_user_model().objects.get(email=email))
        return client

    return enter


@pytest.fixture
def manager(sign_in: SignIn) -> Client:
    return sign_in(roles.MANAGER)


@pytest.fixture
def content(sign_in: SignIn) -> Client:
    return sign_in(roles.CONTENT)


@pytest.fixture
def family(db: None) -> Family:
    return make_family(category=make_category("Bags"))


@pytest.fixture
def address() -> str:
    return reverse("admin:catalogue_product_table")
