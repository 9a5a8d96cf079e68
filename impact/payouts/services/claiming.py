"""Taking payouts to be sent: what is due, worth sending and not in anybody else's hands."""

import uuid
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Min, QuerySet, Sum

from impact.payouts.models import Payout
from impact.payouts.refusals import named_refusals

BACKOFF_MINUTES = (1, 5, 30, 120, 720)
"""Minutes until the next try; the last one repeats."""


def claim_payouts(
    *,
    rail: str,
    limit: int,
    now: datetime,
    batch_uid: uuid.UUID | None = None,
    lease: timedelta = timedelta(),
    is_begun: bool = False,
) -> list[Payout]:
    """Take held payouts that are due on the rail, oldest first, each for one caller only.

    Waits until the rail's minimum has come together (`PAYOUT_MINIMUMS_MINOR`), or the oldest has
    waited `PAYOUT_LONGEST_WAIT_DAYS`; not when the batch `is_begun`, since that was asked then.
    Passes over payouts whose provider may not be paid now, and takes none while a halt is open. A
    taken payout counts a try and is due again after a while, never before its `lease` is over, so
    that one whose sender died is tried again, never voided.
    """
    with transaction.atomic():
        due = _find_due(rail=rail, now=now)
        if not is_begun and not _is_worth_sending(due, rail=rail, now=now):
            return []
        locked = due.select_for_update(of=("self",), skip_locked=True).order_by("pk")
        taken = list(islice((one for one in locked if not find_obstacle(one)), limit))
        for payout in taken:
            payout.tries += 1
            payout.next_try_at = now + find_wait(tries=payout.tries, lease=lease)
            payout.batch_uid = batch_uid or payout.batch_uid
            with named_refusals():
                payout.save(update_fields=["tries", "next_try_at", "batch_uid"])
        return taken


def find_wait(*, tries: int, lease: timedelta) -> timedelta:
    """Return how long after its latest claim a payout is due again."""
    minutes = BACKOFF_MINUTES[min(tries, len(BACKOFF_MINUTES)) - 1]
    return max(lease, timedelta(minutes=minutes))


def find_obstacle(payout: Payout) -> str:
    """Return the rule that keeps money from this payout's provider now; empty for none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT payouts_find_obstacle(%s)", [payout.draw.provider_id])
        return str(cursor.fetchone()[0])


def _find_due(*, rail: str, now: datetime) -> QuerySet[Payout]:
    """Return what is due; a payout whose provider changed its rail since stays where it is."""
    due = Payout.objects.filter(rail=rail, state=Payout.State.HELD, next_try_at__lte=now)
    return due.filter(draw__provider__rail=rail).select_related("draw__provider")


def _is_worth_sending(due: QuerySet[Payout], *, rail: str, now: datetime) -> bool:
    """Return whether the due payouts reach the rail's minimum, or one has waited too long."""
    figures = due.aggregate(total=Sum("amount_minor"), oldest=Min("released_at"))
    if figures["oldest"] is None:
        return False
    waited_long = now - figures["oldest"] >= timedelta(days=settings.PAYOUT_LONGEST_WAIT_DAYS)
    return waited_long or bool(figures["total"] >= settings.PAYOUT_MINIMUMS_MINOR.get(rail, 0))
