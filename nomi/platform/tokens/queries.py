"""Follow private links."""

from datetime import datetime

from nomi.platform.tokens.derivation import hash_token
from nomi.platform.tokens.models import PrivateToken


def find_reference(*, purpose: str, token: str, now: datetime) -> str | None:
    """Return what the link opens; None alike for a wrong, unknown or expired one."""
    found = PrivateToken.objects.filter(
        token_hash=hash_token(purpose=purpose, token=token), purpose=purpose, expires_at__gt=now
    )
    return found.values_list("reference", flat=True).first()
