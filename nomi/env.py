"""The only reader of environment variables.

Every setting that differs between machines enters here, once, with its meaning. A value that is
absent where it is needed, or that cannot be read, raises `ConfigurationError` in words.
"""

import os
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured


class ConfigurationError(ImproperlyConfigured):
    """The environment lacks a value, or holds one that cannot be used."""


def find_text(name: str, default: str = "") -> str:
    """Return the variable's text, or `default` when it is unset or blank."""
    return os.environ.get(name, "").strip() or default


def get_text(name: str, meaning: str) -> str:
    """Return the variable's text; raise `ConfigurationError` with its `meaning` when absent."""
    value = find_text(name)
    if not value:
        message = f"{name} is not set. It must hold {meaning}."
        raise ConfigurationError(message)
    return value


def get_number(name: str, default: int) -> int:
    """Return the variable as a whole number, `default` when unset."""
    text = find_text(name, str(default))
    try:
        return int(text)
    except ValueError:
        message = f"{name} must be a whole number, not {text!r}."
        raise ConfigurationError(message) from None


def get_flag(name: str, *, default: bool) -> bool:
    """Return the variable as yes or no (1/0, true/false, yes/no), `default` when unset."""
    text = find_text(name, "yes" if default else "no").lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    message = f"{name} must be yes or no, not {text!r}."
    raise ConfigurationError(message)


def get_zone(name: str, default: str) -> ZoneInfo:
    """Return the variable as a time zone, `default` when unset."""
    text = find_text(name, default)
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError):
        message = f"{name} must be a time zone like {default}, not {text!r}."
        raise ConfigurationError(message) from None


def get_list(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Return the variable's comma-separated parts, `default` when unset."""
    return [part.strip() for part in find_text(name).split(",") if part.strip()] or list(default)


def get_database(name: str = "DATABASE_URL") -> dict[str, object]:
    """Return Django's connection settings for a `postgresql://` address.

    A `host` in the query (`postgresql:///nomi?host=/run/postgresql`) names a socket folder; the
    `ssl…` words of libpq are passed on. DATABASE_STATEMENT_SECONDS limits one statement: 5 for the
    web, more for workers, 0 (no limit) for migrations.
    """
    url = urlsplit(get_text(name, "the address of the PostgreSQL database, postgresql://…"))
    if url.scheme not in {"postgres", "postgresql"}:
        message = (
            f"{name} must begin with postgresql://, because the store runs on PostgreSQL only."
        )
        raise ConfigurationError(message)
    query = {key: values[-1] for key, values in parse_qs(url.query).items()}
    try:
        port = str(url.port or query.get("port", ""))
    except ValueError:
        raise ConfigurationError(f"{name} names a port that is no number.") from None
    statement_seconds = get_number("DATABASE_STATEMENT_SECONDS", 5)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")) or "nomi",
        "USER": unquote(url.username or "") or query.get("user", ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": query.get("host", url.hostname or ""),
        "PORT": port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 3,
            "options": (
                f"-c statement_timeout={statement_seconds}s -c lock_timeout=3s"
                " -c idle_in_transaction_session_timeout=15s"
            ),
            **{key: value for key, value in query.items() if key.startswith("ssl")},
        },
    }
