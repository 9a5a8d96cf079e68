"""Encryption of single fields: AES-256-GCM under keys from outside the database.

A sealed value is `key id length · key id · nonce · ciphertext`. The context (table, column, row)
is bound to it as associated data, so that a value moved to another row does not open. A wrong key,
a changed byte and another context all raise `SealBrokenError`: nothing ever opens to nonsense.
"""

import secrets
from base64 import urlsafe_b64decode
from collections.abc import Sequence
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12
KEY_BYTES = 32


class SealBrokenError(Exception):
    """The value was not sealed here under any key we hold, or was changed since."""


class BadKeyError(Exception):
    """There are no keys, or one of them is not `id:` and 32 bytes in base64."""


@cache
def _read_keys(texts: tuple[str, ...]) -> dict[bytes, AESGCM]:
    """Return the ciphers by key id, the one that seals first."""
    keys = {}
    for text in texts:
        name, _, encoded = text.partition(":")
        try:
            key = urlsafe_b64decode(encoded)
        except ValueError:
            raise BadKeyError(f"The key {name} is not base64.") from None
        if not name or len(key) != KEY_BYTES:
            raise BadKeyError(f"The key {name} does not hold {KEY_BYTES} bytes.")
        keys[name.encode()] = AESGCM(key)
    if not keys:
        raise BadKeyError("The keys are not set: see DATA_KEYS and VAULT_KEYS.")
    return keys


def _get_ciphers(keys: Sequence[str] | None) -> dict[bytes, AESGCM]:
    return _read_keys(tuple(settings.DATA_KEYS if keys is None else keys))


def seal(plain: bytes, *, context: str, keys: Sequence[str] | None = None) -> bytes:
    """Encrypt under the first of `keys`, which are DATA_KEYS unless given, bound to `context`."""
    name, cipher = next(iter(_get_ciphers(keys).items()))
    nonce = secrets.token_bytes(NONCE_BYTES)
    return bytes([len(name)]) + name + nonce + cipher.encrypt(nonce, plain, context.encode())


def unseal(sealed: bytes, *, context: str, keys: Sequence[str] | None = None) -> bytes:
    """Decrypt what `seal` made for the same context; raise `SealBrokenError` for anything else."""
    length = sealed[0] if sealed else 0
    name, rest = sealed[1 : 1 + length], sealed[1 + length :]
    cipher = _get_ciphers(keys).get(name)
    if cipher is None:
        raise SealBrokenError("The value was sealed under a key that we do not hold.")
    try:
        return cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError):
        raise SealBrokenError("The value does not open: it was changed or moved.") from None
