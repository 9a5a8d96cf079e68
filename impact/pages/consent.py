"""Whether one woman may be spoken of in public, asked at the moment of showing it."""

from datetime import datetime

from impact.consents.models import Channel, Consent, Purpose
from impact.consents.queries import may_publish


def may_tell(*, account_code: str, now: datetime) -> bool:
    """Return whether something may be shown of her on the web now; absence means no."""
    return may_publish(
        account_code=account_code, purpose=Purpose.PUBLIC_PAGE, channel=Channel.WEB, now=now
    )


def list_agreed(*, now: datetime) -> frozenset[str]:
    """Return the codes of the accounts whose holders agree to a page of their own on the web.

    Of some of them nothing may be shown at the moment, or any more: `may_tell` says which.
    """
    given = Consent.objects.filter(purpose=Purpose.PUBLIC_PAGE, channel=Channel.WEB)
    return frozenset(given.in_force(at=now).values_list("account__code", flat=True))
