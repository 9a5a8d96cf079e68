"""Whether one woman may be spoken of in public, asked at the moment of showing it."""

from datetime import datetime

from impact.consents.models import Channel, Purpose
from impact.consents.queries import may_publish


def may_tell(*, account_code: str, now: datetime) -> bool:
    """Return whether something may be shown of her on the web now; absence means no."""
    return may_publish(
        account_code=account_code, purpose=Purpose.PUBLIC_PAGE, channel=Channel.WEB, now=now
    )
