"""How often codes may be tried: nobody finds one by trying (SAFETY.md, P13)."""

from django.conf import settings
from django.http import HttpRequest

from nomi.platform.limits import HOUR, Limit, count_try
from nomi.platform.visitors import find_network


def count_code(request: HttpRequest) -> int:
    """Count one more code tried from this network; return the seconds to wait, 0 for none.

    Right and wrong ones alike, so that the answer tells nothing; wide enough for an office.
    """
    limit = Limit(name="gift-card", most=settings.SHOP_GIFT_CARD_TRIES_PER_HOUR, seconds=HOUR)
    return count_try(limit, who=find_network(request))
