"""What the clock does for gifts: ask again where no webhook came, carry refunds."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial

from django.db.models import Q

from impact.giving import gateway
from impact.giving.models import Gift, GiftRefund, MonthlyGift
from impact.giving.services.monthly import settle_monthly
from impact.giving.services.refunding import submit_refund
from impact.giving.services.settling import settle_gift

logger = logging.getLogger(__name__)
BATCH = 50


def settle_due(*, now: datetime) -> int:
    """Ask Stripe about gifts that still wait, and once a day about monthly ones; return how many.

    A webhook that was lost is made good here. Safe to repeat.
    """
    gifts = Gift.objects.filter(state__in=Gift.LIVE, poll_at__lte=now)
    monthly = MonthlyGift.objects.filter(poll_at__lte=now).exclude(state__in=MonthlyGift.ENDED)
    return _each(
        [
            *(
                partial(settle_gift, gift_id=key, now=now)
                for key in _take(gifts.order_by("poll_at").values_list("pk", flat=True))
            ),
            *(
                partial(settle_monthly, monthly_id=key, now=now)
                for key in _take(monthly.order_by("poll_at").values_list("pk", flat=True))
            ),
        ]
    )


def settle_begun(*, now: datetime) -> int:
    """Ask Stripe at once about monthly gifts that may have begun; return how many."""
    placed = MonthlyGift.objects.filter(state=MonthlyGift.State.PLACED, session_id__isnull=False)
    keys = _take(placed.order_by("-pk").values_list("pk", flat=True))
    return _each([partial(settle_monthly, monthly_id=key, now=now) for key in keys])


def submit_due_refunds(*, now: datetime) -> int:
    """Carry refunds that were asked for to Stripe; return how many."""
    due = GiftRefund.objects.filter(Q(state=GiftRefund.State.REQUESTED), due_at__lte=now)
    keys = _take(due.order_by("due_at").values_list("pk", flat=True))
    return _each([partial(submit_refund, refund_id=key, now=now) for key in keys])


def _take(keys: Iterable[int]) -> list[int]:
    return list(keys)[:BATCH]


def _each(steps: list[Callable[[], object]]) -> int:
    """Take each step on its own; Stripe away ends the turn, for the next one to go on."""
    done = 0
    for step in steps:
        try:
            step()
        except gateway.StripeUnavailable:
            logger.warning("Stripe is away; the gifts that are left wait.")
            break
        except gateway.StripeRefused:
            logger.exception("Stripe refused to say how a gift stands.")
        done += 1
    return done
