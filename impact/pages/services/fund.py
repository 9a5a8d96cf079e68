"""Publishing the fund's figures."""

from datetime import UTC, datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from impact.books.chart import (
    COMMITTED,
    FUND_AVAILABLE,
    FUND_PENDING,
    RESERVE,
    RESTRICTED,
    TRAINING,
)
from impact.books.queries import get_balances_by_prefix
from impact.pages.counting.reserve import read_reserve
from impact.pages.counting.telling import choose_moments
from impact.pages.drawing import draw_card
from impact.pages.models import FundBatch, FundCard
from impact.pages.queries import find_publication
from impact.participants.queries import count_accounts
from impact.payouts.queries import count_fewest_accounts, get_paid_sums

ACCOUNTS = (FUND_PENDING, FUND_AVAILABLE, RESTRICTED, TRAINING, COMMITTED, RESERVE)
USES = ("committed_dollars", "paid_dollars", "completed_dollars")


@transaction.atomic
def publish_fund_batch(*, now: datetime) -> bool:
    """Publish the figures as of the start of the present period; return whether this call did.

    A period lasts `FUND_BATCH_SECONDS` and is counted from 1970 in UTC, so a daily period begins
    at midnight and shows all of yesterday. Running it again in the same period changes nothing.
    """
    period = int(now.timestamp()) // settings.FUND_BATCH_SECONDS
    if FundBatch.objects.filter(period=period).exists():
        return False
    as_of = datetime.fromtimestamp(period * settings.FUND_BATCH_SECONDS, tz=UTC)
    counted = _count_published()
    reserve_as_of, untold = read_reserve(as_of=as_of)
    batch = FundBatch(
        period=period,
        as_of=as_of,
        published_at=now,
        account_count=counted or count_accounts(),
        is_counted=counted > 0,
        payout_account_count=count_fewest_accounts(before=as_of),
        credited_as_of=as_of,
        uses_as_of=as_of,
        reserve_as_of=reserve_as_of,
        **_read_dollars(before=as_of, untold=untold),
    )
    last = FundBatch.objects.shown().first()
    if last is not None:
        _hold(batch, last=last)
    if batch.is_shown:
        batch.card = _keep_card(batch)
    FundBatch.objects.bulk_create([batch], ignore_conflicts=True)
    return True


def _read_dollars(*, before: datetime, untold: int) -> dict[str, int]:
    """Return what the books say at the moment, in whole dollars, by the batch's columns.

    What was given for a purpose is available like the rest, since what frees it is one payment. So
    is what the reserve gave for payments, until that may be told: the `untold` cents.
    """
    cents = get_balances_by_prefix(prefixes=ACCOUNTS, before=before)
    paid = get_paid_sums(before=before)
    figures = {
        "pending": cents[FUND_PENDING],
        "available": cents[FUND_AVAILABLE] + cents[RESTRICTED] + untold,
        "allocated": cents[TRAINING],
        "committed": cents[COMMITTED],
        "paid": paid.paid_minor,
        "completed": paid.completed_minor,
        "reserve": cents[RESERVE] - untold,
    }
    return {f"{name}_dollars": amount // 100 for name, amount in figures.items()}


def _hold(batch: FundBatch, *, last: FundBatch) -> None:
    """Let stand what may not move yet, so that the fund's total stays true.

    Two days' figures would tell one woman's payment, or her balance that went back, and its day
    (rules 23 and 24). What was credited moves without what left the accounts where both may not;
    what is not told as credited yet stands in the fund.
    """
    told = choose_moments(batch=batch, last=last)
    credited = fresh = batch.credited_dollars
    if told.credited_as_of != batch.as_of:
        credited = last.credited_dollars
        batch.available_dollars = max(0, batch.available_dollars + fresh - credited)
    if told.uses_as_of != batch.as_of:
        batch.payout_account_count = last.payout_account_count
        if told.uses_as_of is not None:
            for name in USES:
                setattr(batch, name, getattr(last, name))
    batch.allocated_dollars += credited - batch.credited_dollars
    batch.credited_as_of = told.credited_as_of
    batch.uses_as_of = told.uses_as_of or batch.as_of


def _count_published() -> int:
    """Return over how many accounts the fund may be said to be: those of the quarter's publication.

    A count of today would tell the day on which somebody came; beside the first publication, which
    counts an earlier day, it would tell how few came between (rules 23 and 24).
    """
    publication = find_publication()
    return publication.people_count if publication else 0


def _keep_card(batch: FundBatch) -> FundCard:
    """Draw the picture of the totals; batches that say the same share one."""
    png = draw_card(batch)
    card = FundCard(digest=sha256(png).hexdigest(), png=png)
    FundCard.objects.bulk_create([card], ignore_conflicts=True)
    return card
