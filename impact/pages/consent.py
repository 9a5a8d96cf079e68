"""Whether one woman may be spoken of in public, asked at the moment of showing it."""

from datetime import datetime


def may_tell(*, account_code: str, now: datetime) -> bool:
    """Return whether something may be shown of her on the web now; absence means no."""
    del account_code, now
    return False
