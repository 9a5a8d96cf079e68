"""How many wishes one network may make: each may send a stranger a mail."""

from django.conf import settings

from nomi.platform.limits import HOUR, Limit, count_try


def count_wish(*, network: str) -> int:
    """Count one more wish from this network; return the seconds to wait, 0 for none."""
    most = settings.SHOP_WISHES_PER_HOUR
    return count_try(Limit(name="wish", most=most, seconds=HOUR), who=network)
