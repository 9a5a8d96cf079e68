"""Publishing the fund's figures."""

from datetime import UTC, datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from impact.books.queries import get_balances_by_prefix
from impact.pages.drawing import draw_card
from impact.pages.models import FundBatch, FundCard
from impact.pages.queries import may_show
from impact.participants.queries import count_accounts
from impact.payouts.queries import count_fewest_accounts, get_paid_sums

FUND = "fund:training:"
PENDING, AVAILABLE, ALLOCATED = f"{FUND}pending", f"{FUND}available", "training:"
COMMITTED, RESERVE = "committed:", "reserve"


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
    cents = get_balances_by_prefix(
        prefixes=(PENDING, AVAILABLE, ALLOCATED, COMMITTED, RESERVE), before=as_of
    )
    paid = get_paid_sums(before=as_of)
    dollars = {prefix: amount // 100 for prefix, amount in cents.items()}
    batch = FundBatch(
        period=period,
        as_of=as_of,
        published_at=now,
        account_count=count_accounts(),
        payout_account_count=count_fewest_accounts(before=as_of),
        pending_dollars=dollars[PENDING],
        available_dollars=dollars[AVAILABLE],
        allocated_dollars=dollars[ALLOCATED],
        committed_dollars=dollars[COMMITTED],
        paid_dollars=paid.paid_minor // 100,
        completed_dollars=paid.completed_minor // 100,
        reserve_dollars=dollars[RESERVE],
    )
    if may_show(batch):
        batch.card = _keep_card(batch)
    FundBatch.objects.bulk_create([batch], ignore_conflicts=True)
    return True


def _keep_card(batch: FundBatch) -> FundCard:
    """Draw the picture of the totals; batches that say the same share one."""
    png = draw_card(batch)
    card = FundCard(digest=sha256(png).hexdigest(), png=png)
    FundCard.objects.bulk_create([card], ignore_conflicts=True)
    return card
