"""The vault's own encryption: a key for each woman, wrapped by a key outside the database.

AES-256-GCM both times. Her key seals each field, bound to table, row, field and account; VAULT_KEYS
wrap her key, bound to her account. Her key deleted, her fields are noise. Anything that does not
open raises `SealedShutError`: sealed bytes are never shown in place of what they hold.
"""

import secrets
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _

from impact.vault.models import SealedField, VaultKey
from impact.vault.refusals import SealedShutError
from nomi.platform.encryption import (
    KEY_BYTES,
    NONCE_BYTES,
    BadKeyError,
    SealBrokenError,
    seal,
    unseal,
)


def name_key(account_code: str) -> str:
    """Return what the wrapped key of an account is bound to."""
    return f"vault_vaultkey:{account_code}"


def wrap(key: bytes, *, account_code: str) -> bytes:
    """Wrap a woman's key under the first of VAULT_KEYS."""
    return seal(key, context=name_key(account_code), keys=settings.VAULT_KEYS)


def unwrap(row: VaultKey) -> bytes:
    """Return a woman's key; raise `SealedShutError` under other keys than it was wrapped by."""
    try:
        context = name_key(row.account_code)
        return unseal(bytes(row.wrapped), context=context, keys=settings.VAULT_KEYS)
    except (SealBrokenError, BadKeyError):
        raise SealedShutError(say_shut()) from None


def make_key(*, account_code: str, now: datetime) -> VaultKey:
    """Return the account's key, made if there is none."""
    found = VaultKey.objects.filter(account_code=account_code).first()
    if found is not None:
        return found
    wrapped = wrap(secrets.token_bytes(KEY_BYTES), account_code=account_code)
    return VaultKey.objects.create(account_code=account_code, wrapped=wrapped, made_at=now)


def seal_field(key: bytes, text: str, *, context: str) -> bytes:
    """Seal a field under a woman's key, bound to its place."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, text.encode(), context.encode())


def open_field(row: SealedField) -> str:
    """Return what a field holds; raise `SealedShutError` when key, row or bytes are not its own."""
    key_row = VaultKey.objects.filter(account_code=row.account_code).first()
    if key_row is None:
        raise SealedShutError(say_shut())
    sealed = bytes(row.sealed)
    nonce, rest = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return AESGCM(unwrap(key_row)).decrypt(nonce, rest, row.context.encode()).decode()
    except (InvalidTag, ValueError):
        raise SealedShutError(say_shut()) from None


def say_shut() -> str:
    """Return the words for whatever does not open, without saying why."""
    return _("This does not open. Nothing was shown; tell whoever keeps the keys.")
