"""The blind index: keyed digests by which a full name or a phone finds its record, exactly.

Whoever copies the database without VAULT_INDEX_KEY can neither read nor try names.
"""

import hmac
import unicodedata
from base64 import urlsafe_b64decode

from django.conf import settings

from impact.vault.models import IndexEntry
from nomi.platform.encryption import KEY_BYTES, BadKeyError

SIGNIFICANT_DIGITS = 8
"""With and without country code or leading nought a phone is the same."""


def read_index_key() -> bytes:
    """Return the key of the index; raise `BadKeyError` when it is none."""
    try:
        key = urlsafe_b64decode(settings.VAULT_INDEX_KEY.rpartition(":")[2])
    except ValueError:
        raise BadKeyError("VAULT_INDEX_KEY is not base64.") from None
    if len(key) != KEY_BYTES:
        raise BadKeyError(f"VAULT_INDEX_KEY does not hold {KEY_BYTES} bytes.")
    return key


def normalise(text: str, *, kind: str) -> str:
    """Return what is compared: words without case, accents and order; of a phone its last digits.

    Marks are dropped from Latin letters only: in Khmer they are the vowels.
    """
    if kind == IndexEntry.Kind.PHONE:
        digits = "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())
        return digits[-SIGNIFICANT_DIGITS:]
    parted = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(sign for sign in parted if not "\u0300" <= sign <= "\u036f")
    return " ".join(sorted(letters.split()))


def digest(text: str, *, kind: str) -> bytes | None:
    """Return the digest of a name or phone; None when nothing is left to compare."""
    plain = normalise(text, kind=kind)
    if not plain:
        return None
    return hmac.digest(read_index_key(), f"{kind}:{plain}".encode(), "sha256")


def list_digests(values: dict[str, str]) -> dict[str, bytes]:
    """Return the digests by kind of what a record holds, by field."""
    texts = {
        IndexEntry.Kind.NAME: f"{values.get('given_name', '')} {values.get('family_name', '')}",
        IndexEntry.Kind.OWN_SCRIPT: values.get("own_script", ""),
        IndexEntry.Kind.PHONE: values.get("phone", ""),
    }
    made = {str(kind): digest(text, kind=kind) for kind, text in texts.items()}
    return {kind: found for kind, found in made.items() if found is not None}
