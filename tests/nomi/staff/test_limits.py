"""Tries are limited in the cache that all processes share, and nobody shuts out somebody else."""

import re
import subprocess
import sys
import uuid
from collections.abc import Callable
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import pytest
import redis
from allauth.account import app_settings
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from nomi.demo.logins import DEMO_PASSWORD, MANAGER_EMAIL, SHOPPER_EMAIL, STAFF_EMAIL
from nomi.demo.staff import seed_staff
from nomi.platform import limits
from nomi.platform.limits import Limit, count_try, find_wait, say_wait
from nomi.settings import base
from tests.meeting import wait_until

pytestmark = pytest.mark.django_db


def knock(password: str, *, address: str) -> bool:
    """Return whether the password opened the door for somebody at this address."""
    client = Client(REMOTE_ADDR=address)
    client.post(reverse("account_login"), {"login": SHOPPER_EMAIL, "password": password})
    return "_auth_user_id" in client.session


@pytest.fixture
def limited(settings: Any) -> None:
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS
    settings.ACCOUNT_MAILS_PER_HOUR = base.ACCOUNT_MAILS_PER_HOUR
    seed_staff()
    assert app_settings.RATE_LIMITS["login_failed"] == "10/m/ip,5/300s/key"
    assert app_settings.RATE_LIMITS["reset_password"] == "20/m/ip"


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


def test_hundred_wrong_passwords_of_strangers_do_not_stop_the_owner(limited: None) -> None:
    for number in range(100):
        knock("wrong", address=f"192.0.2.{number // 5}")

    assert knock(DEMO_PASSWORD, address="198.51.100.1")


def test_one_household_counts_as_one(limited: None) -> None:
    for number in range(5):
        knock("wrong", address=f"2001:db8:1:2::{number}")

    assert not knock(DEMO_PASSWORD, address="2001:db8:1:2::ffff")


def test_refused_login_keeps_the_address_and_says_how_long(limited: None) -> None:
    client = Client(REMOTE_ADDR="192.0.2.1")
    fields = {"login": SHOPPER_EMAIL, "password": "wrong"}

    page = [client.post(reverse("account_login"), fields) for _ in range(6)][-1].content.decode()

    assert "Too many tries. Wait five minutes, then try again." in page
    assert f'value="{SHOPPER_EMAIL}"' in page


def ask_for_password(address: str) -> Any:
    client = Client(REMOTE_ADDR=address)
    return client.post(reverse("account_reset_password"), {"email": SHOPPER_EMAIL})


def test_stranger_asking_for_her_new_password_neither_stops_her_nor_floods_her(
    limited: None,
) -> None:
    answers = [ask_for_password(f"192.0.2.{number // 10}") for number in range(60)]
    own = ask_for_password("198.51.100.1")

    assert {answer.status_code for answer in (*answers, own)} == {302}
    assert {answer["Location"] for answer in answers} == {own["Location"]}
    assert [message.to for message in mail.outbox] == [[SHOPPER_EMAIL]] * 5
    link = re.search(r"http://\S+(/account/password/reset/key/\S+)", mail.outbox[-1].body)
    assert link
    page = Client().get(link[1], follow=True)
    assert 'name="password1"' in page.content.decode()


def test_one_network_asks_for_passwords_and_accounts_only_so_often(limited: None) -> None:
    resets = [ask_for_password("192.0.2.1") for _ in range(21)]
    signups = [
        Client(REMOTE_ADDR="192.0.2.2").post(reverse("account_signup"), {"email": "no address"})
        for _ in range(21)
    ]

    for answers, calm in ((resets, 302), (signups, 200)):
        assert [answer.status_code for answer in answers] == [calm] * 20 + [429]
        assert "Wait one minute and go back" in answers[-1].content.decode()


@pytest.mark.django_db
def test_wrong_codes_of_a_second_factor_are_counted_for_its_owner_alone(
    limited: None, sign_in: Callable[..., Client]
) -> None:
    thief, other = (sign_in(email, with_code=False) for email in (STAFF_EMAIL, MANAGER_EMAIL))

    pages = [thief.post(reverse("mfa_authenticate"), {"code": "000000"}) for _ in range(6)]
    apart = other.post(reverse("mfa_authenticate"), {"code": "000000"})

    said = "Too many tries. Wait five minutes"
    assert [said in page.content.decode() for page in pages] == [False] * 5 + [True]
    assert said not in apart.content.decode()


def make_limit(most: int = 2, seconds: int = 60) -> Limit:
    return Limit(name="x", most=most, seconds=seconds)


def test_limit_counts_each_visitor_apart_and_says_how_long() -> None:
    one, other = uuid.uuid4().hex, uuid.uuid4().hex
    hourly = make_limit(seconds=3_600)
    tries = [count_try(hourly, who=one) for _ in range(3)]

    assert tries[:2] == [0, 0]
    assert 3_500 < tries[2] <= 3_600
    assert 3_500 < find_wait(hourly, who=one) <= tries[2]
    assert (count_try(hourly, who=other), find_wait(hourly, who=other)) == (0, 0)


def test_trying_on_does_not_lengthen_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    who, clock = uuid.uuid4().hex, iter([1_000.0] * 2 + [1_040.0])
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: next(clock)))

    assert [count_try(make_limit(most=0), who=who) for _ in range(2)] == [60, 20]


def test_who_keeps_on_trying_is_let_in_when_the_time_ends() -> None:
    who, brief = uuid.uuid4().hex, make_limit(most=1, seconds=1)

    assert wait_until(lambda: count_try(brief, who=who) > 0)
    assert wait_until(lambda: count_try(brief, who=who) == 0)


def test_cache_keeps_neither_addresses_nor_links() -> None:
    count_try(make_limit(), who="a-private-link 192.0.2.1")

    server = redis.Redis.from_url(str(settings.CACHES["default"]["LOCATION"]))
    kept = {key.decode().partition("limit:x:")[2] for key in server.scan_iter("*limit:x:*")}
    assert kept
    assert {key for key in kept if not re.fullmatch(r"[0-9a-f]{64}(:ends)?", key)} == set()


def test_address_is_not_found_in_the_cache_by_trying_all_addresses() -> None:
    count_try(make_limit(), who="192.0.2.1")

    server = redis.Redis.from_url(str(settings.CACHES["default"]["LOCATION"]))
    guessed = sha256(b"192.0.2.1").hexdigest()
    assert list(server.scan_iter(f"*limit:x:{guessed}*")) == []


@pytest.mark.parametrize(("seconds", "words"), [(1, "Wait 1 minute"), (61, "Wait 2 minutes")])
def test_wait_is_said_in_minutes(seconds: int, words: str) -> None:
    assert say_wait(seconds) == words


OURS = """
from nomi.platform import limits
from nomi.platform.limits import Limit, count_try
print(count_try(Limit(name="x", most=1, seconds=3_600), who=WHO) > 0)
"""
DOOR = """
from allauth.core.internal.ratelimit import consume
from django.test import RequestFactory
request = RequestFactory().post("/")
rates = {"login_failed": "1/3600s/key"}
print(not consume(request, app="x", action="login_failed", key=WHO, config=rates))
"""


@pytest.mark.parametrize("program", [OURS, DOOR])
def test_limits_hold_across_processes(program: str) -> None:
    words = f"import django; django.setup(); WHO = {uuid.uuid4().hex!r}\n{program}"

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
