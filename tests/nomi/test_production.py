"""Production refuses to start half-configured, in words; each refusal on its own."""

import os
import subprocess
import sys

import pytest

GOOD = {
    "DJANGO_SETTINGS_MODULE": "nomi.settings.production",
    "SECRET_KEY": "k3" * 30,
    "DATABASE_URL": "postgresql:///nomi?host=/nowhere",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": "store.example",
    "SITE_ADDRESS": "https://store.example",
    "STRIPE_API_KEY": "rk_live_x",
    "STRIPE_WEBHOOK_SECRETS": "whsec_x",
    "EMAIL_HOST": "mail.example",
}


def _start(**changes: str | None) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in GOOD}
    for name in ("STRIPE_API_BASE", "CACHE_REDIS_URL"):
        clean.pop(name, None)
    asked = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from django.conf import settings; print(settings.SECURE_SSL_REDIRECT)",
        ],
        env={**clean, **asked},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_when_all_is_set() -> None:
    assert _start().stdout.strip() == "True"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DEBUG", "yes", "DEBUG must be off"),
        ("SECRET_KEY", "short", "SECRET_KEY must be 50 random characters"),
        ("SECRET_KEY", "demo-only-not-a-secret-" + "x" * 50, "SECRET_KEY must be 50 random"),
        ("SECRET_KEY", None, "SECRET_KEY is not set."),
        ("STRIPE_API_KEY", "sk_test_x", "STRIPE_API_KEY must be a live key"),
        ("STRIPE_API_KEY", None, "STRIPE_API_KEY must be a live key"),
        ("STRIPE_WEBHOOK_SECRETS", None, "STRIPE_WEBHOOK_SECRETS must hold"),
        ("SITE_ADDRESS", "http://store.example", "SITE_ADDRESS must begin with https://"),
        ("ALLOWED_HOSTS", "localhost", "ALLOWED_HOSTS must name"),
        ("DATABASE_URL", None, "DATABASE_URL is not set."),
        ("DATABASE_URL", "sqlite:///x", "the store runs on PostgreSQL only"),
        ("REDIS_URL", None, "REDIS_URL is not set."),
        ("RETURN_WINDOW_DAYS", "soon", "RETURN_WINDOW_DAYS must be a whole number"),
        ("EMAIL_HOST", None, "EMAIL_HOST must name the mail server"),
    ],
)
def test_production_refuses_to_start(name: str, value: str | None, words: str) -> None:
    done = _start(**{name: value})

    assert done.returncode == 1
    assert words in done.stderr
