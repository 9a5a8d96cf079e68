"""What production refuses to start with. Each fault is said in words, all of them at once."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

SHORTEST_KEY = 50
FEWEST_LETTERS = 20
TELLTALES = ("demo-only", "test-only", "django-insecure", "changeme", "change-me")
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "::1", ""}


def find_faults(settings: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with these settings for a store on the open net."""
    return [
        *_find_key_faults(str(settings["SECRET_KEY"])),
        *_find_data_key_faults(list(settings["DATA_KEYS"])),
        *_find_vault_faults([*settings["VAULT_KEYS"]], str(settings["VAULT_INDEX_KEY"])),
        *_find_log_key_faults(list(settings["LOG_SIGNING_KEYS"])),
        *_find_address_faults(str(settings["SITE_ADDRESS"]), list(settings["ALLOWED_HOSTS"])),
        *_find_stripe_faults(settings),
        *_find_mail_faults(settings),
        *_find_finance_faults(str(settings["FINANCE_MAIL"])),
        *_find_switch_faults(settings),
    ]


def _find_key_faults(key: str) -> Iterator[str]:
    if any(telltale in key for telltale in TELLTALES):
        yield "SECRET_KEY is the one of the demo or of an example: make your own."
    elif len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_LETTERS:
        yield f"SECRET_KEY is too weak: it needs {SHORTEST_KEY} random characters or more."


def _find_data_key_faults(keys: list[str]) -> Iterator[str]:
    if not keys:
        yield "DATA_KEYS is not set: it encrypts bank details; id:base64 of 32 random bytes."
    elif any(key.startswith("demo:") for key in keys):
        yield "DATA_KEYS holds the demo's key: make your own."


def _find_vault_faults(keys: list[str], index_key: str) -> Iterator[str]:
    if not keys or not index_key:
        yield "VAULT_KEYS or VAULT_INDEX_KEY is not set: id:base64 of 32 random bytes each."
    elif any(key.startswith("demo:") for key in (*keys, index_key)):
        yield "VAULT_KEYS or VAULT_INDEX_KEY holds the demo's key: make your own."


def _find_finance_faults(address: str) -> Iterator[str]:
    if address.endswith(".invalid"):
        yield "FINANCE_MAIL is not set: somebody must hear when the books differ."


def _find_switch_faults(settings: Mapping[str, Any]) -> Iterator[str]:
    if settings["STAFF_WITHOUT_SECOND_FACTOR"]:
        yield "STAFF_WITHOUT_SECOND_FACTOR is set: it is the demo's; passwords get lost."


def _find_log_key_faults(keys: list[str]) -> Iterator[str]:
    if not keys:
        yield "LOG_SIGNING_KEYS is not set: it signs the log of the books; name:base64 of 32 bytes."
    elif any(key.startswith("demo:") for key in keys):
        yield "LOG_SIGNING_KEYS holds the demo's key: make your own."


def _find_address_faults(address: str, hosts: list[str]) -> Iterator[str]:
    url = urlsplit(address)
    if url.scheme != "https" or url.path or url.query:
        yield "SITE_ADDRESS must be https://, a host and nothing after it."
    if "*" in hosts:
        yield "ALLOWED_HOSTS must name the store's hosts: * lets anybody pose as the store."
    elif not set(hosts) - LOCAL_HOSTS:
        yield "ALLOWED_HOSTS names this machine only: name the host that shoppers use."
    elif url.hostname and not _is_allowed(url.hostname, hosts):
        yield f"ALLOWED_HOSTS lacks {url.hostname}, the host of SITE_ADDRESS."


def _is_allowed(host: str, hosts: list[str]) -> bool:
    return any(
        host == allowed or (allowed.startswith(".") and host.endswith(allowed)) for allowed in hosts
    )


def _find_stripe_faults(settings: Mapping[str, Any]) -> Iterator[str]:
    key = str(settings["STRIPE_API_KEY"])
    if not key:
        yield "STRIPE_API_KEY is not set: it must hold a live key, best a restricted one."
    elif not key.startswith(("sk_live_", "rk_live_")):
        yield "STRIPE_API_KEY is not a live key: with it no shopper could pay."
    secrets = list(settings["STRIPE_WEBHOOK_SECRETS"])
    if not secrets:
        yield "STRIPE_WEBHOOK_SECRETS is not set: make_webhook_endpoint prints one."
    elif not all(secret.startswith("whsec_") for secret in secrets):
        yield "STRIPE_WEBHOOK_SECRETS holds something that is no signing secret (whsec_…)."
    if not str(settings["STRIPE_API_BASE"]).startswith("https://"):
        yield "STRIPE_API_BASE must be https://: keys would travel in the open."


def _find_mail_faults(settings: Mapping[str, Any]) -> Iterator[str]:
    if not settings["EMAIL_HOST"]:
        yield "EMAIL_HOST is not set: it must hold the name of the mail server."
    if bool(settings["EMAIL_HOST_USER"]) != bool(settings["EMAIL_HOST_PASSWORD"]):
        yield "EMAIL_HOST_USER and EMAIL_HOST_PASSWORD go together: set both or neither."
    if settings["EMAIL_USE_TLS"] and settings["EMAIL_USE_SSL"]:
        yield "EMAIL_USE_TLS and EMAIL_USE_SSL exclude each other: set one."
    if ".invalid" in str(settings["DEFAULT_FROM_EMAIL"]):
        yield "MAIL_FROM is not set: it must hold the address that shoppers may answer."
