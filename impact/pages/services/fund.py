"""Publishing the fund's figures."""

from datetime import UTC, datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from impact.books.chart import RESTRICTED
from impact.books.queries import get_balances_by_prefix
from impact.pages.counting.reserve import count_untold
from impact.pages.counting.telling import choose_moments
from impact.pages.drawing import draw_card
from impact.pages.models import FundBatch, FundCard
from impact.pages.queries import find_publication, may_show
from impact.pages.suppression.choosing import SMALLEST_COHORT
from impact.participants.queries import count_accounts
from impact.payouts.queries import count_fewest_accounts, get_paid_sums

FUND = "fund:training:"
PENDING, AVAILABLE, ALLOCATED = f"{FUND}pending", f"{FUND}available", "training:"
COMMITTED, RESERVE = "committed:", "reserve"
USES = ("committed_dollars", "paid_dollars", "completed_dollars")


@transaction.atomic
def publish_fund_batch(*, now: datetime) -> bool:
    """Publish the figures as of the start of the present period; return whether this call did.

    A period lasts `FUND_BATCH_SECONDS` and is counted from 1970 in UTC, so a daily period begins
    at midnight and shows all of yesterday. Running it again in the same period changes nothing.
    What was given for a purpose is available like the rest, since what frees it is one payment.
    """
    period = int(now.timestamp()) // settings.FUND_BATCH_SECONDS
    if FundBatch.objects.filter(period=period).exists():
        return False
    as_of = datetime.fromtimestamp(period * settings.FUND_BATCH_SECONDS, tz=UTC)
    cents = get_balances_by_prefix(
        prefixes=(PENDING, AVAILABLE, RESTRICTED, ALLOCATED, COMMITTED, RESERVE), before=as_of
    )
    untold = count_untold(before=as_of)
    cents[RESERVE] -= untold
    cents[AVAILABLE] += cents[RESTRICTED] + untold
    paid = get_paid_sums(before=as_of)
    dollars = {prefix: amount // 100 for prefix, amount in cents.items()}
    batch = FundBatch(
        period=period,
        as_of=as_of,
        published_at=now,
        account_count=_count_told(),
        payout_account_count=count_fewest_accounts(before=as_of),
        pending_dollars=dollars[PENDING],
        available_dollars=dollars[AVAILABLE],
        allocated_dollars=dollars[ALLOCATED],
        committed_dollars=dollars[COMMITTED],
        paid_dollars=paid.paid_minor // 100,
        completed_dollars=paid.completed_minor // 100,
        reserve_dollars=dollars[RESERVE],
        credited_as_of=as_of,
        uses_as_of=as_of,
    )
    last = FundBatch.objects.filter(account_count__gte=SMALLEST_COHORT).first()
    if last is not None:
        _hold(batch, last=last)
    if may_show(batch):
        batch.card = _keep_card(batch)
    FundBatch.objects.bulk_create([batch], ignore_conflicts=True)
    return True


def _hold(batch: FundBatch, *, last: FundBatch) -> None:
    """Let stand what may not move yet, so that the fund's total stays true.

    Two days' figures would tell one woman's payment, or her balance that went back, and its day
    (rules 23 and 24). What was credited moves without what left the accounts where both may not;
    what is not told as credited yet stands in the fund.
    """
    told = choose_moments(batch=batch, last=last)
    credited, available = batch.credited_dollars, batch.available_dollars
    if told.credited_as_of != batch.as_of:
        batch.available_dollars = max(0, available + credited - last.credited_dollars)
        credited = last.credited_dollars
    if told.uses_as_of != batch.as_of:
        batch.payout_account_count = last.payout_account_count
    if told.uses_as_of not in (None, batch.as_of):
        for name in USES:
            setattr(batch, name, getattr(last, name))
    batch.allocated_dollars += credited - batch.credited_dollars
    batch.credited_as_of = told.credited_as_of
    batch.uses_as_of = told.uses_as_of or batch.as_of


def _count_told() -> int:
    """Return over how many accounts the fund is said to be: as many as the quarter's publication.

    A count of today would tell the day on which somebody came (rules 24 and 25). Before the first
    publication it stands until eleven more came.
    """
    publication = find_publication()
    if publication is not None and publication.people_count:
        return publication.people_count
    now, last = count_accounts(), FundBatch.objects.first()
    if last is None or not may_show(last) or now - last.account_count >= SMALLEST_COHORT:
        return now
    return last.account_count


def _keep_card(batch: FundBatch) -> FundCard:
    """Draw the picture of the totals; batches that say the same share one."""
    png = draw_card(batch)
    card = FundCard(digest=sha256(png).hexdigest(), png=png)
    FundCard.objects.bulk_create([card], ignore_conflicts=True)
    return card
