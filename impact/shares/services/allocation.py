"""What is available in the Training Fund is credited to every active training account."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from impact.books import chart
from impact.books import services as books
from impact.books.models import LINES_PER_ENTRY
from impact.books.queries import get_balance
from impact.money import Claimant, allocate
from impact.participants.models import name_books_account
from impact.participants.queries import list_active_codes
from impact.shares import queries
from impact.shares.models import Allocation, AllocationRun, MaturityRun
from impact.shares.policies import get_allocation_version
from impact.shares.services.fund import lock_fund

TRAINING_FUND = "training"
CREDITS_PER_ENTRY = LINES_PER_ENTRY - 2
"""An entry numbers its lines 1 to 999; the first of them is the fund's."""


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
    books.post_batch(_list_postings(run=run, parts=parts, on=now.date()))
    return run


def _list_postings(
    *, run: AllocationRun, parts: Mapping[str, int], on: date
) -> list[books.Posting]:
    """Return the run's entries: one debit of the fund, then as many credits as an entry holds.

    An entry for each account would write the fund's one balance row once per account, and each of
    these writes walks past all those before it in the same transaction.
    """
    sides = [(name_books_account(code), -cents) for code, cents in parts.items() if cents]
    starts = range(0, len(sides), CREDITS_PER_ENTRY)
    batches = [sides[start : start + CREDITS_PER_ENTRY] for start in starts]
    return [
        books.Posting(
            kind="allocation",
            key=f"allocate:{run.pk}:{number}",
            effective_on=on,
            reference=f"allocation run {run.pk}",
            lines=[(chart.FUND_AVAILABLE, -sum(cents for _code, cents in batch)), *batch],
        )
        for number, batch in enumerate(batches, start=1)
    ]
