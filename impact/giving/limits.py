"""How often somebody may begin a gift: against thieves who test cards (SAFETY.md, P13)."""

from django.conf import settings

from nomi.platform.limits import HOUR, Limit, count_try


def count_gift(*, network: str, session_key: str) -> int:
    """Count one more gift begun; return the seconds to wait, 0 when there were not too many.

    The network's limit is wide, so that an honest donor behind the same address as a thief still
    gives; one browser's own is narrow. Nothing is counted by the e-mail address that was typed.
    """
    narrow = Limit(name="gift", most=settings.GIVING_TRIES_PER_SESSION, seconds=HOUR)
    wide = Limit(name="gifts", most=settings.GIVING_TRIES_PER_NETWORK, seconds=HOUR)
    return max(count_try(narrow, who=session_key), count_try(wide, who=network))
