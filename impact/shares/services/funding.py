"""Setting what allocation policies ask of an account: its plan budget and its weight."""

from datetime import datetime

from impact.participants.queries import list_active_codes
from impact.shares.models import AccountFunding
from impact.shares.services.decisions import RefusedError
from impact.shares.services.reserve import check_amount

LARGEST_WEIGHT = 1_000


def check_funding(*, account_code: str, plan_budget_minor: int, weight: int) -> None:
    """Raise `RefusedError` for an amount, weight or account that cannot be."""
    check_amount(plan_budget_minor, least=0)
    if not 1 <= weight <= LARGEST_WEIGHT:
        raise RefusedError(f"A weight is a whole number from 1 to {LARGEST_WEIGHT}.")
    if account_code not in list_active_codes():
        raise RefusedError(f"There is no active training account {account_code}.")


def set_funding(
    *,
    account_code: str,
    plan_budget_minor: int,
    weight: int,
    reason: str,
    actor: str,
    now: datetime,
) -> AccountFunding:
    """Set an active account's plan budget, in cents, and its weight, from the next run on.

    Past runs keep what they used. Raises `RefusedError` with nothing kept.
    """
    check_funding(account_code=account_code, plan_budget_minor=plan_budget_minor, weight=weight)
    return AccountFunding.objects.create(
        account_code=account_code,
        plan_budget_minor=plan_budget_minor,
        weight=weight,
        reason=reason,
        set_by=actor,
        set_at=now,
    )
