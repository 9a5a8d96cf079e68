"""Give out private links."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction

from nomi.platform.tokens.derivation import derive_token, hash_token
from nomi.platform.tokens.models import PrivateToken


@transaction.atomic
def issue(*, purpose: str, reference: str, expires_at: datetime) -> str:
    """Return the token of this purpose and reference, the same one each time.

    A mail can so be written again, while the database alone opens nothing. A later expiry than
    the stored one extends it. A link made under a secret key that is now in SECRET_KEY_FALLBACKS
    keeps its token; one made under a key that is gone gets a new one.
    """
    nonce = secrets.token_hex(16)
    row, is_new = PrivateToken.objects.get_or_create(
        purpose=purpose,
        reference=reference,
        defaults={
            "nonce": nonce,
            "token_hash": hash_token(
                purpose=purpose, token=derive_token(purpose=purpose, nonce=nonce)
            ),
            "expires_at": expires_at,
        },
    )
    if not is_new and row.expires_at < expires_at:
        PrivateToken.objects.filter(pk=row.pk).update(expires_at=expires_at)
    return _find_token(row) or _renew_token(row)


def _find_token(row: PrivateToken) -> str | None:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = derive_token(purpose=row.purpose, nonce=row.nonce, secret=secret)
        if hash_token(purpose=row.purpose, token=token) == row.token_hash:
            return token
    return None


def _renew_token(row: PrivateToken) -> str:
    token = derive_token(purpose=row.purpose, nonce=row.nonce)
    token_hash = hash_token(purpose=row.purpose, token=token)
    PrivateToken.objects.filter(pk=row.pk).update(token_hash=token_hash)
    return token


@transaction.atomic
def revoke(*, purpose: str, reference: str) -> None:
    """Close a private link for good; one that was never given out is no trouble."""
    PrivateToken.objects.filter(purpose=purpose, reference=reference).delete()
