"""What is available in the Training Fund is credited to every active training account."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from impact.books import chart
from impact.books import services as books
from impact.books.models import LINES_PER_ENTRY
from impact.participants.models import name_books_account
from impact.shares.models import Allocation, AllocationRun, MaturityRun
from impact.shares.plans import plan_allocation
from impact.shares.services.fund import lock_fund

TRAINING_FUND = "training"
CREDITS_PER_ENTRY = LINES_PER_ENTRY - 2
"""An entry numbers its lines 1 to 999; the first of them is the fund's."""


class PreviewStaleError(Exception):
    """The fund, the accounts or the policy changed after the preview; nothing was credited."""


@transaction.atomic
def allocate_fund(
    *, now: datetime, actor: str = "system", reason: str = "", previewed: str | None = None
) -> AllocationRun | None:
    """Credit the Training Fund's available money by the policy in force; return the run.

    Does nothing, and returns None, when nothing is available, no account is active or every plan
    budget is met: the money then waits in the fund. Two runs at once follow one another, and the
    fund's floor of zero stands behind them. The policy's version, every account's input and their
    number are kept. `previewed` is the fingerprint of the plan that a person has seen; when the
    run would do anything else, raises `PreviewStaleError`.
    """
    lock_fund()
    plan = plan_allocation(on=now.date())
    if previewed is not None and previewed != plan.fingerprint:
        message = "The fund, the accounts or the policy changed meanwhile. Look at the new preview."
        raise PreviewStaleError(message)
    if plan.total_minor <= 0:
        return None
    run = AllocationRun.objects.create(
        policy=plan.policy,
        fund=TRAINING_FUND,
        ran_at=now,
        matured_through=MaturityRun.objects.order_by("pk").last(),
        total_minor=plan.total_minor,
        left_minor=plan.left_minor,
        account_count=len(plan.claimants),
        confirmed_by=actor,
        reason=reason,
    )
    Allocation.objects.bulk_create(
        Allocation(
            run=run,
            account_code=one.code,
            weight=one.weight,
            plan_budget_minor=one.budget_minor,
            lifetime_before_minor=one.lifetime_minor,
            amount_minor=plan.parts[one.code],
        )
        for one in plan.claimants
    )
    books.post_batch(_list_postings(run=run, parts=plan.parts, on=now.date()))
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
            actor=run.confirmed_by,
            key=f"allocate:{run.pk}:{number}",
            effective_on=on,
            reference=f"allocation run {run.pk}",
            lines=[(chart.FUND_AVAILABLE, -sum(cents for _code, cents in batch)), *batch],
        )
        for number, batch in enumerate(batches, start=1)
    ]
