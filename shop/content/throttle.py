"""How many messages one network may send us."""

from django.conf import settings

from nomi.platform.limits import HOUR, Limit, count_try


def count_message(*, network: str) -> int:
    """Count one more message from this network; return the seconds to wait, 0 for none."""
    most = settings.SHOP_MESSAGES_PER_HOUR
    return count_try(Limit(name="contact", most=most, seconds=HOUR), who=network)
