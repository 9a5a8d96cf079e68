"""From a stored nonce to the token, and from the token to its stored hash."""

import base64
import hashlib
import hmac

from django.conf import settings

TOKEN_BYTES = 20
"""160 bits: more than the 128 that a guest page asks for (SAFETY.md, P12)."""


def derive_token(*, purpose: str, nonce: str, secret: str | None = None) -> str:
    """Return the link's token: HMAC-SHA-256 under SECRET_KEY, 32 letters and digits."""
    key = f"nomi.tokens:{secret or settings.SECRET_KEY}".encode()
    digest = hmac.digest(key, f"{purpose}:{nonce}".encode(), "sha256")
    return base64.b32encode(digest[:TOKEN_BYTES]).decode().lower()


def hash_token(*, purpose: str, token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(f"{purpose}:{token}".encode()).hexdigest()
