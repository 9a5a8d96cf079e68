"""Give out private links."""

import secrets
from datetime import datetime

from django.db import transaction

from nomi.platform.tokens.derivation import derive_token, hash_token
from nomi.platform.tokens.models import PrivateToken


@transaction.atomic
def issue(*, purpose: str, reference: str, expires_at: datetime) -> str:
    """Return the token of this purpose and reference, the same one each time.

    A mail can so be written again, while the database alone opens nothing. A later expiry than
    the stored one extends it.
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
    return derive_token(purpose=purpose, nonce=row.nonce)
