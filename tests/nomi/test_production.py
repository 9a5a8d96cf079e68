"""Production starts with a whole configuration and with no other."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from nomi.settings.guard import find_faults

WHOLE = {
    "DJANGO_SETTINGS_MODULE": "nomi.settings.production",
    "PATH": os.environ["PATH"],
    "SECRET_KEY": "q8Zr3vT1mXw6Lk9sHd2FbYc7Np4Jg5aEoUiRtQyWxVzBnM0KlPqS",
    "DATA_KEYS": "a:q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=",
    "VAULT_KEYS": "v:q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=",
    "VAULT_INDEX_KEY": "i:q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=",
    "LOG_SIGNING_KEYS": "a:q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=",
    "DATABASE_URL": "postgresql://nomi@db.example/nomi",
    "REDIS_URL": "redis://broker.example/0",
    "SITE_ADDRESS": "https://shop.example",
    "ALLOWED_HOSTS": "shop.example",
    "STRIPE_API_KEY": "rk_live_abc",
    "STRIPE_WEBHOOK_SECRETS": "whsec_abc",
    "EMAIL_HOST": "mail.example",
    "FINANCE_MAIL": "finance@shop.example",
    "MAIL_FROM": "Nomi <store@shop.example>",
}
SHOW = """
import json
from django.conf import settings
names = ("SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME",
         "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "OSCAR_BASKET_COOKIE_SECURE", "DEBUG")
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def start(changes: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in {**WHOLE, **changes}.items() if value}
    return subprocess.run(
        [sys.executable, "-c", SHOW, *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_with_tls_everywhere() -> None:
    done = start({})

    assert json.loads(done.stdout or "{}") == {
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_NAME": "__Host-session",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "OSCAR_BASKET_COOKIE_SECURE": True,
        "DEBUG": False,
    }, done.stderr


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {
                "DEBUG": "1",
                "SECRET_KEY": "demo-only-not-a-secret-0123456789-abcdefghijklmnop",
                "STRIPE_API_KEY": "sk_test_abc",
                "STRIPE_WEBHOOK_SECRETS": "",
                "SITE_ADDRESS": "http://shop.example",
                "ALLOWED_HOSTS": "",
                "EMAIL_HOST": "",
                "STAFF_WITHOUT_SECOND_FACTOR": "1",
            },
            [
                "SECRET_KEY is the one of the demo",
                "SITE_ADDRESS must be https",
                "names this machine only",
                "STRIPE_API_KEY is not a live key",
                "STRIPE_WEBHOOK_SECRETS is not set",
                "EMAIL_HOST is not set",
                "STAFF_WITHOUT_SECOND_FACTOR is set",
                "DEBUG is set",
            ],
        ),
        ({"SECRET_KEY": ""}, ["SECRET_KEY is not set"]),
        ({"DATABASE_URL": ""}, ["DATABASE_URL is not set"]),
        ({"DATABASE_URL": "sqlite:///x"}, ["PostgreSQL only"]),
        ({"REDIS_URL": ""}, ["REDIS_URL is not set"]),
        ({"HSTS_SECONDS": "soon"}, ["HSTS_SECONDS must be a whole number"]),
        ({"GIVING_TIME_ZONE": "New York"}, ["GIVING_TIME_ZONE must be a time zone"]),
    ],
)
def test_production_refuses_half_a_configuration(changes: dict[str, str], words: list[str]) -> None:
    done = start(changes)

    assert done.returncode != 0
    assert [done.stderr.count(word) for word in words] == [1] * len(words), done.stderr
    assert done.stdout == ""


SOUND = {
    "SECRET_KEY": WHOLE["SECRET_KEY"],
    "DATA_KEYS": [WHOLE["DATA_KEYS"]],
    "VAULT_KEYS": [WHOLE["VAULT_KEYS"]],
    "VAULT_INDEX_KEY": WHOLE["VAULT_INDEX_KEY"],
    "LOG_SIGNING_KEYS": [WHOLE["LOG_SIGNING_KEYS"]],
    "SITE_ADDRESS": "https://shop.example",
    "ALLOWED_HOSTS": ["shop.example"],
    "STRIPE_API_KEY": "rk_live_abc",
    "STRIPE_API_BASE": "https://api.stripe.com",
    "STRIPE_WEBHOOK_SECRETS": ["whsec_abc", "whsec_def"],
    "EMAIL_HOST": "mail.example",
    "FINANCE_MAIL": "finance@shop.example",
    "EMAIL_HOST_USER": "",
    "EMAIL_HOST_PASSWORD": "",
    "EMAIL_USE_TLS": True,
    "EMAIL_USE_SSL": False,
    "DEFAULT_FROM_EMAIL": "Nomi <store@shop.example>",
    "STAFF_WITHOUT_SECOND_FACTOR": False,
}


def test_guard_finds_no_fault_in_a_sound_configuration() -> None:
    assert find_faults(SOUND) == []
    assert find_faults({**SOUND, "ALLOWED_HOSTS": [".example"]}) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY is too weak"),
        ({"FINANCE_MAIL": "finance@nomi.invalid"}, "FINANCE_MAIL is not set"),
        ({"DATA_KEYS": []}, "DATA_KEYS is not set"),
        ({"DATA_KEYS": ["demo:AAAA"]}, "the demo's key"),
        ({"VAULT_KEYS": []}, "VAULT_INDEX_KEY is not set"),
        ({"VAULT_INDEX_KEY": ""}, "VAULT_INDEX_KEY is not set"),
        ({"VAULT_KEYS": ["demo:AAAA"]}, "VAULT_INDEX_KEY holds the demo's key"),
        ({"VAULT_INDEX_KEY": "demo:AAAA"}, "VAULT_INDEX_KEY holds the demo's key"),
        ({"LOG_SIGNING_KEYS": []}, "LOG_SIGNING_KEYS is not set"),
        ({"LOG_SIGNING_KEYS": ["demo:AAAA"]}, "LOG_SIGNING_KEYS holds the demo's key"),
        ({"STRIPE_API_KEY": ""}, "STRIPE_API_KEY is not set"),
        ({"STRIPE_WEBHOOK_SECRETS": ["abc"]}, "no signing secret"),
        ({"STRIPE_API_BASE": "http://127.0.0.1:1"}, "STRIPE_API_BASE must be https"),
        ({"SITE_ADDRESS": "https://shop.example/"}, "SITE_ADDRESS must be https"),
        ({"ALLOWED_HOSTS": ["localhost", "127.0.0.1"]}, "names this machine only"),
        ({"ALLOWED_HOSTS": ["*"]}, "anybody pose as the store"),
        ({"ALLOWED_HOSTS": ["other.example"]}, "lacks shop.example"),
        ({"EMAIL_HOST_USER": "nomi"}, "go together"),
        ({"EMAIL_USE_SSL": True}, "exclude each other"),
        ({"STAFF_WITHOUT_SECOND_FACTOR": True}, "it is the demo's"),
        ({"DEFAULT_FROM_EMAIL": "Nomi <store@nomi.invalid>"}, "MAIL_FROM is not set"),
    ],
)
def test_guard_names_the_fault(changes: dict[str, Any], words: str) -> None:
    [fault] = find_faults({**SOUND, **changes})

    assert fault.count(words) == 1, fault


def test_production_lets_the_webhook_secret_be_made() -> None:
    done = start({"STRIPE_WEBHOOK_SECRETS": ""}, "make_webhook_endpoint")

    assert done.returncode == 0, done.stderr
