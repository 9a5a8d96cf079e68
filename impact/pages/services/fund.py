"""Publishing the fund's figures."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction

from impact.books.queries import get_balances_by_prefix
from impact.pages.models import FundBatch
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
    FundBatch.objects.bulk_create(
        [
            FundBatch(
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
        ],
        ignore_conflicts=True,
    )
    return True
