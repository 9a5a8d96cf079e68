"""Publishing the fund's figures."""

from datetime import UTC, datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from impact.books.queries import get_balances_by_prefix
from impact.pages.drawing import draw_card
from impact.pages.models import FundBatch, FundCard
from impact.pages.queries import find_publication, may_show
from impact.pages.suppression.choosing import SMALLEST_COHORT
from impact.pages.suppression.following import may_follow
from impact.participants.queries import count_accounts
from impact.payouts.queries import count_fewest_accounts, get_paid_sums, list_uses

FUND = "fund:training:"
PENDING, AVAILABLE, ALLOCATED = f"{FUND}pending", f"{FUND}available", "training:"
COMMITTED, RESERVE = "committed:", "reserve"
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
    cents = get_balances_by_prefix(
        prefixes=(PENDING, AVAILABLE, ALLOCATED, COMMITTED, RESERVE), before=as_of
    )
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
        uses_as_of=as_of,
    )
    _hold_uses(batch)
    if may_show(batch):
        batch.card = _keep_card(batch)
    FundBatch.objects.bulk_create([batch], ignore_conflicts=True)
    return True


def _hold_uses(batch: FundBatch) -> None:
    """Let committed, paid and completed stand as last shown until eleven accounts changed.

    Two days' figures would tell one woman's payment and its day (rules 23 and 24). What is in the
    accounts and what left them stay the same together.
    """
    shown = FundBatch.objects.filter(payout_account_count__gte=SMALLEST_COHORT)
    last = shown.exclude(uses_as_of=None).first()
    if last is None or last.uses_as_of is None:
        return
    is_rare = batch.payout_account_count < SMALLEST_COHORT
    if not is_rare and may_follow(
        now=list_uses(before=batch.as_of),
        before=list_uses(before=last.uses_as_of),
        smallest=SMALLEST_COHORT,
    ):
        return
    credited = batch.credited_dollars
    for name in (*USES, "payout_account_count", "uses_as_of"):
        setattr(batch, name, getattr(last, name))
    batch.allocated_dollars += credited - batch.credited_dollars


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
