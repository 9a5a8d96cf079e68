"""How often Pay may be pressed from one network: for thieves who test cards by the hundred."""

from django.conf import settings

from nomi.platform.limits import HOUR, Limit, count_try


def count_payment(*, network: str) -> int:
    """Count one more payment begun from this network; return the seconds to wait, 0 for none.

    The limit is wide, so that an honest buyer behind the same address as a thief still pays; the
    basket has a narrow one of its own (SAFETY.md, P13). Nothing is counted by the e-mail address
    that was typed: a stranger could type anybody's. Without a network nothing is counted.
    """
    most = settings.SHOP_PAYMENTS_PER_HOUR
    return count_try(Limit(name="payment", most=most, seconds=HOUR), who=network)
