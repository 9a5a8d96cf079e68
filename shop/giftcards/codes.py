"""Codes of gift cards: made, typed in, marked for finding, and sealed. Pure but for the keys.

Sixteen signs of Crockford's alphabet are 80 bits: nobody guesses one. What people mistype for one
another is read as the same sign.
"""

import hmac

from django.conf import settings

from nomi.platform.encryption import seal, unseal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SIGNS, GROUP = 16, 4
CODE_BYTES = SIGNS * 5 // 8
LOOKALIKES = str.maketrans("OILU", "011V")


class CodeUnreadable(Exception):  # noqa: N818 - says what happened
    """What was typed cannot be a code: signs are missing, too many, or none of ours."""


def make_code(random: bytes) -> str:
    """Return the code of ten random bytes; raise `ValueError` for any other number of them."""
    if len(random) != CODE_BYTES:
        message = f"A code is made of {CODE_BYTES} bytes, not {len(random)}."
        raise ValueError(message)
    number = int.from_bytes(random)
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(SIGNS)))


def read_code(typed: str) -> str:
    """Return what was typed as a bare code; raise `CodeUnreadable` when it can be none."""
    bare = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(LOOKALIKES)
    if len(bare) != SIGNS or not set(bare) <= set(ALPHABET):
        raise CodeUnreadable
    return bare


def group_code(code: str) -> str:
    """Return a code as people read it: four groups of four."""
    return "-".join(code[start : start + GROUP] for start in range(0, SIGNS, GROUP))


def mark_code(code: str) -> str:
    """Return what a code is found by: its mark under the secret key of today."""
    return list_marks(code)[0]


def list_marks(code: str) -> list[str]:
    """Return the marks that a code may be kept under, today's key first, then those before it."""
    return [
        hmac.digest(f"shop.giftcards:{secret}".encode(), code.encode(), "sha256").hex()
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def seal_code(code: str, *, uid: object) -> bytes:
    """Return the code sealed for its card alone."""
    return seal(code.encode(), context=f"giftcards:code:{uid}")


def open_code(sealed: bytes, *, uid: object) -> str:
    """Return a sealed code; raise `SealBrokenError` for that of another card."""
    return unseal(bytes(sealed), context=f"giftcards:code:{uid}").decode()
