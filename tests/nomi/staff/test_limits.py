"""Tries are limited in the cache that all processes share, and nobody shuts out somebody else."""

import subprocess
import sys
import uuid
from typing import Any

import pytest
from allauth.account import app_settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from nomi.demo.logins import DEMO_PASSWORD, SHOPPER_EMAIL
from nomi.demo.staff import seed_staff
from nomi.platform.limits import is_over_limit

pytestmark = pytest.mark.django_db


def knock(password: str, *, address: str) -> bool:
    """Return whether the password opened the door for somebody at this address."""
    client = Client(REMOTE_ADDR=address)
    client.post(reverse("account_login"), {"login": SHOPPER_EMAIL, "password": password})
    return "_auth_user_id" in client.session


@pytest.fixture
def limited(settings: Any) -> None:
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = {}
    seed_staff()
    assert app_settings.RATE_LIMITS["login_failed"] == "10/m/ip,5/300s/key"


def test_guesser_is_stopped_and_the_owner_still_comes_in(limited: None) -> None:
    for _try in range(5):
        knock("wrong", address="192.0.2.1")

    answers = [knock(DEMO_PASSWORD, address=address) for address in ("192.0.2.1", "192.0.2.2")]

    assert answers == [False, True]


def test_forged_address_counts_for_nothing(limited: None) -> None:
    for number in range(5):
        Client(REMOTE_ADDR="192.0.2.1").post(
            reverse("account_login"),
            {"login": SHOPPER_EMAIL, "password": "wrong"},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        )

    assert not knock(DEMO_PASSWORD, address="192.0.2.1")


def test_limit_counts_each_name_apart() -> None:
    one, other = uuid.uuid4().hex, uuid.uuid4().hex
    tries = [is_over_limit(name="x", who=one, most=2, seconds=60) for _ in range(3)]

    assert (tries, is_over_limit(name="x", who=other, most=2, seconds=60)) == (
        [False, False, True],
        False,
    )


def test_limit_holds_across_processes() -> None:
    who = uuid.uuid4().hex
    words = (
        "import django; django.setup(); from nomi.platform.limits import is_over_limit;"
        f"print(is_over_limit(name='x', who='{who}', most=1, seconds=60))"
    )

    said = [
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", words],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for _ in range(2)
    ]

    assert said == ["False", "True"]
