"""What is available in the Training Fund is credited to every active training account."""

from datetime import datetime

from django.db import transaction

from impact.books import chart
from impact.books import services as books
from impact.books.queries import get_balance
from impact.money import Claimant, allocate
from impact.participants.models import name_books_account
from impact.participants.queries import list_active_codes
from impact.shares import queries
from impact.shares.models import Allocation, AllocationRun, MaturityRun
from impact.shares.policies import get_allocation_version
from impact.shares.services.fund import lock_fund

TRAINING_FUND = "training"


@transaction.atomic
def allocate_fund(*, now: datetime) -> AllocationRun | None:
    """Credit all available money of the Training Fund by the policy in force; return the run.

    Does nothing, and returns None, when nothing is available or no account is active: the money
    then waits in the fund. Two runs at once follow one another, and the fund's floor of zero
    stands behind them. The policy's version, every account's input and their number are kept.
    """
    lock_fund()
    total = get_balance(chart.FUND_AVAILABLE)
    codes = list_active_codes()
    if total <= 0 or not codes:
        return None
    lifetime = queries.get_lifetime_credits(codes=codes)
    claimants = [Claimant(code=code, lifetime_minor=lifetime[code]) for code in codes]
    parts = allocate(total_minor=total, claimants=claimants)
    run = AllocationRun.objects.create(
        policy_id=get_allocation_version(now.date()),
        fund=TRAINING_FUND,
        ran_at=now,
        matured_through=MaturityRun.objects.order_by("pk").last(),
        total_minor=total,
        account_count=len(codes),
    )
    Allocation.objects.bulk_create(
        Allocation(
            run=run,
            account_code=one.code,
            weight=one.weight,
            lifetime_before_minor=one.lifetime_minor,
            amount_minor=parts[one.code],
        )
        for one in claimants
    )
    books.post_batch(
        [
            books.Posting(
                kind="allocation",
                key=f"allocate:{run.pk}:{number}",
                effective_on=now.date(),
                reference=f"allocation run {run.pk}",
                lines=[(chart.FUND_AVAILABLE, cents), (name_books_account(code), -cents)],
            )
            for number, (code, cents) in enumerate(parts.items(), start=1)
            if cents
        ]
    )
    return run
