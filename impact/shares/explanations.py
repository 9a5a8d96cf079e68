"""An allocation in words: how each part came about, for a person who checks it with a pencil."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from impact.money import Claimant, find_level
from impact.shares.models import AllocationPolicy
from impact.shares.plans import AllocationPlan
from nomi.platform.amounts import format_minor

Rule = AllocationPolicy.Rule
Tell = Callable[[Claimant, int], str]


@dataclass(frozen=True, kw_only=True)
class Part:
    """One account's part: its inputs, the arithmetic, and the cents."""

    claimant: Claimant
    arithmetic: str
    amount_minor: int


def list_parts(plan: AllocationPlan) -> list[Part]:
    """Return every account's part with its arithmetic, in code order."""
    tell = TELLERS[Rule(plan.policy.rule)](plan)
    return [
        Part(
            claimant=one,
            arithmetic=tell(one, plan.parts[one.code]),
            amount_minor=plan.parts[one.code],
        )
        for one in plan.claimants
    ]


def describe_rule(plan: AllocationPlan) -> str:
    """Return the rule of the run with its own figures, in a sentence or two."""
    count = len(plan.claimants)
    total = format_minor(plan.total_minor)
    if not count:
        return _("There is no active training account, so the money waits in the fund.")
    if plan.policy.rule == Rule.EQUAL:
        return _(
            "%(total)s is divided equally among %(count)s accounts. Cents that are left over go "
            "first to the account that was credited least so far, then by account code."
        ) % {"total": total, "count": count}
    if plan.policy.rule == Rule.WEIGHTS:
        return _(
            "%(total)s is divided by weight among %(count)s accounts; the weights sum to "
            "%(weights)s. Cents that are left over go to the largest remainders, then to the "
            "account that was credited least so far, then by account code."
        ) % {"total": total, "count": count, "weights": sum(one.weight for one in plan.claimants)}
    return _(
        "%(total)s raises every account below %(level)s of its plan budget to that level. Cents "
        "that are left over go to the largest remainders, then to the account that was credited "
        "least so far, then by account code. Nobody is credited beyond her plan budget."
    ) % {"total": total, "level": _percent(_find_level(plan))}


def describe_rest(plan: AllocationPlan) -> str:
    """Return why money stays in the fund; empty when none does."""
    if plan.left_minor <= 0:
        return ""
    left = format_minor(plan.left_minor)
    if not plan.claimants:
        return _("%(left)s waits in the fund: no training account is active.") % {"left": left}
    return _("%(left)s waits in the fund: every plan budget is met.") % {"left": left}


def _tell_equal(plan: AllocationPlan) -> Tell:
    """Return how equal parts are told."""
    whole = plan.total_minor // max(1, len(plan.claimants))

    def tell(_one: Claimant, cents: int) -> str:
        return _with_odd_cent(format_minor(whole), cents - whole)

    return tell


def _tell_weights(plan: AllocationPlan) -> Tell:
    """Return how parts by weight are told."""
    weights = sum(one.weight for one in plan.claimants)

    def tell(one: Claimant, cents: int) -> str:
        whole = plan.total_minor * one.weight // weights
        words = f"{format_minor(plan.total_minor)} × {one.weight} ÷ {weights}"
        return _with_odd_cent(f"{words} → {format_minor(whole)}", cents - whole)

    return tell


def _tell_least_funded(plan: AllocationPlan) -> Tell:
    """Return how parts that fill plan budgets are told."""
    level = _find_level(plan)

    def tell(one: Claimant, cents: int) -> str:
        if not one.budget_minor:
            return _("no plan budget")
        funded = Fraction(one.lifetime_minor, one.budget_minor)
        if funded >= level or funded >= 1:
            return _("already at %(level)s of its plan budget") % {"level": _percent(funded)}
        whole = int(level * one.budget_minor - one.lifetime_minor)
        words = _("%(level)s of %(budget)s, less %(before)s credited before → %(whole)s") % {
            "level": _percent(level),
            "budget": format_minor(one.budget_minor),
            "before": format_minor(one.lifetime_minor),
            "whole": format_minor(whole),
        }
        return _with_odd_cent(words, cents - whole)

    return tell


def _find_level(plan: AllocationPlan) -> Fraction:
    """Return the level that everybody below it is raised to."""
    return find_level(total_minor=plan.total_minor, claimants=plan.claimants)


def _with_odd_cent(words: str, odd: int) -> str:
    """Add the cent that the remainder brought, if it did."""
    return f"{words} + {_('1 odd cent')}" if odd else words


def _percent(part: Fraction) -> str:
    """Write a part of a whole to a hundredth of a percent, cut off."""
    whole, rest = divmod(int(part * 10_000), 100)
    return f"{whole}.{rest:02} %"


TELLERS: dict[Rule, Callable[[AllocationPlan], Tell]] = {
    Rule.EQUAL: _tell_equal,
    Rule.WEIGHTS: _tell_weights,
    Rule.LEAST_FUNDED: _tell_least_funded,
}
