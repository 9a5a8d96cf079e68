"""What an allocation would do, or did: the same arithmetic before a run and after it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Sum

from impact.books import chart
from impact.books.queries import get_balance
from impact.money import Claimant, allocate, allocate_equally, allocate_least_funded_first
from impact.participants.queries import list_active_codes
from impact.shares import queries
from impact.shares.facts import fingerprint
from impact.shares.models import AllocationPolicy, AllocationRun
from impact.shares.policies import get_allocation_policy

RULES = {
    AllocationPolicy.Rule.EQUAL: allocate_equally,
    AllocationPolicy.Rule.LEAST_FUNDED: allocate_least_funded_first,
    AllocationPolicy.Rule.WEIGHTS: allocate,
}
"""The function of each rule; all of them take the total and the claimants."""


@dataclass(frozen=True, kw_only=True)
class AllocationPlan:
    """Who would be credited what, in cents, by which policy and from which inputs."""

    policy: AllocationPolicy
    available_minor: int
    claimants: list[Claimant]

    @cached_property
    def parts(self) -> dict[str, int]:
        """The cents of each account by code; they sum to `total_minor`."""
        rule = RULES[AllocationPolicy.Rule(self.policy.rule)]
        return rule(total_minor=max(0, self.available_minor), claimants=self.claimants)

    @property
    def total_minor(self) -> int:
        """What is divided."""
        return sum(self.parts.values())

    @property
    def left_minor(self) -> int:
        """What stays in the fund."""
        return self.available_minor - self.total_minor

    @property
    def fingerprint(self) -> str:
        """A digest of all that the plan rests on; another one means another plan."""
        inputs = [
            (one.code, one.lifetime_minor, one.weight, one.budget_minor) for one in self.claimants
        ]
        return fingerprint(self.policy.pk, self.available_minor, inputs)


def plan_allocation(*, on: date) -> AllocationPlan:
    """Return what an allocation on that day would do with the fund as it is now; writes nothing."""
    codes = list_active_codes()
    lifetime = queries.get_lifetime_credits(codes=codes)
    funding = queries.get_funding(codes=codes)
    return AllocationPlan(
        policy=get_allocation_policy(on),
        available_minor=get_balance(chart.FUND_AVAILABLE),
        claimants=[
            Claimant(
                code=code,
                lifetime_minor=lifetime[code],
                weight=funding[code].weight,
                budget_minor=funding[code].plan_budget_minor,
            )
            for code in codes
        ],
    )


def get_run_plan(run: AllocationRun) -> AllocationPlan:
    """Return a past run worked out anew from the inputs that it kept."""
    return AllocationPlan(
        policy=run.policy,
        available_minor=run.total_minor + run.left_minor,
        claimants=[
            Claimant(
                code=part.account_code,
                lifetime_minor=part.lifetime_before_minor,
                weight=part.weight,
                budget_minor=part.plan_budget_minor,
            )
            for part in run.parts.order_by("account_code")
        ],
    )


def find_faults(run: AllocationRun, plan: AllocationPlan) -> list[str]:
    """Return in words where a past run's parts and inputs disagree; nothing when they agree."""
    stored = dict(run.parts.values_list("account_code", "amount_minor"))
    together = run.parts.aggregate(sum=Sum("amount_minor"))["sum"]
    faults = []
    if together != run.total_minor:
        faults.append(f"The parts sum to {together} cents, the run says {run.total_minor}.")
    if stored != plan.parts:
        faults.append("Worked out anew from the inputs kept, the parts differ.")
    return faults


def find_waiting(*, on: date) -> AllocationPlan | None:
    """Return the plan when money is in the fund that no allocation would credit; else None.

    There is no active account, or every plan budget is met: the money waits.
    """
    if get_balance(chart.FUND_AVAILABLE) <= 0:
        return None
    rule = get_allocation_policy(on).rule
    if rule != AllocationPolicy.Rule.LEAST_FUNDED and list_active_codes():
        return None
    plan = plan_allocation(on=on)
    return plan if plan.left_minor > 0 else None
