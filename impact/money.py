"""Pure integer arithmetic of money: no float, no Decimal, no Django.

Amounts are cents, rates are basis points (4,000 = 40 %). The worked examples are in docs/money.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

WHOLE = 10_000
"""Basis points in one whole."""


class NegativeAmountError(ValueError):
    """An amount, rate or quantity that must not be negative is."""


class RefundBeyondLineError(ValueError):
    """More pieces would be refunded than the line has."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a share policy says: its rate of the markup, and the reserve's part of the share."""

    version: int
    share_basis_points: int
    reserve_basis_points: int


@dataclass(frozen=True, kw_only=True)
class Split:
    """One line's share: `share_minor` = `fund_minor` + `reserve_minor`, never more than markup."""

    markup_minor: int
    share_minor: int
    fund_minor: int
    reserve_minor: int


@dataclass(frozen=True, kw_only=True)
class Claimant:
    """One account in an allocation: its weight, its plan budget, and what it was ever credited."""

    code: str
    lifetime_minor: int
    weight: int = 1
    budget_minor: int = 0

    @property
    def gap_minor(self) -> int:
        """What the account still lacks of its plan budget, in cents."""
        return max(0, self.budget_minor - self.lifetime_minor)


def take_rate(amount_minor: int, basis_points: int) -> int:
    """Return the rate of the amount to the cent, halves to the even cent (DOMAIN.md, rule 3)."""
    if amount_minor < 0 or basis_points < 0:
        message = "Neither the amount nor the rate may be negative."
        raise NegativeAmountError(message)
    whole, rest = divmod(amount_minor * basis_points, WHOLE)
    if rest * 2 > WHOLE or (rest * 2 == WHOLE and whole % 2):
        return whole + 1
    return whole


def split_share(*, net_minor: int, landed_minor: int, terms: Terms) -> Split:
    """Return the share of a whole line from its net price and landed cost, both in cents.

    A line sold at or below its landed cost has no share; a share is never negative
    (DOMAIN.md, rules 2 and 3).
    """
    markup = net_minor - landed_minor
    share = take_rate(max(0, markup), terms.share_basis_points)
    reserve = take_rate(share, terms.reserve_basis_points)
    return Split(
        markup_minor=markup,
        share_minor=share,
        fund_minor=share - reserve,
        reserve_minor=reserve,
    )


def take_refunded_part(*, part_minor: int, quantity: int, before: int, pieces: int) -> int:
    """Return the cents of `part_minor` that leave with `pieces` after `before` were refunded.

    `floor(S·(r+x)/B) − floor(S·r/B)`: whatever the steps, all of them add up to the whole part
    once the whole quantity came back (BOOKS.md).
    """
    if min(part_minor, before, pieces) < 0 or quantity < 1:
        message = "A refund counts neither negative cents nor negative pieces."
        raise NegativeAmountError(message)
    if before + pieces > quantity:
        message = f"{before + pieces} pieces cannot be refunded of {quantity}."
        raise RefundBeyondLineError(message)
    return part_minor * (before + pieces) // quantity - part_minor * before // quantity


def allocate_equally(*, total_minor: int, claimants: Sequence[Claimant]) -> dict[str, int]:
    """Split the total into equal parts, whatever the weights; see `allocate`."""
    return allocate(
        total_minor=total_minor, claimants=[replace(one, weight=1) for one in claimants]
    )


def find_level(*, total_minor: int, claimants: Sequence[Claimant]) -> Fraction:
    """Return the part of its plan budget up to which the total fills whoever is below it.

    At least 1 when the total meets every budget; 0 when there is nobody with a budget.
    """
    waiting = sorted(
        (Fraction(one.lifetime_minor, one.budget_minor), one.lifetime_minor, one.budget_minor)
        for one in claimants
        if one.gap_minor
    )
    credited = budgets = 0
    level = Fraction(0)
    for place, (funded, lifetime, budget) in enumerate(waiting):
        credited, budgets = credited + lifetime, budgets + budget
        level = Fraction(total_minor + credited, budgets)
        if place + 1 == len(waiting) or level <= waiting[place + 1][0]:
            return max(level, funded)
    return level


def allocate_least_funded_first(
    *, total_minor: int, claimants: Sequence[Claimant]
) -> dict[str, int]:
    """Fill the accounts that lack most of their plan budget first, all to one level.

    The level is the part of the plan budget that everybody below it is raised to; nobody is
    credited beyond her budget while another lacks, and nobody beyond it at all: what is left when
    all budgets are met is in no part. Cents by largest remainder, equal remainders to the lowest
    lifetime credit, then by account code. Returns cents by account code, of everybody.
    """
    if total_minor < 0 or any(one.budget_minor < 0 for one in claimants):
        message = "An allocation needs a total and budgets of at least 0."
        raise NegativeAmountError(message)
    total = min(total_minor, sum(one.gap_minor for one in claimants))
    level = find_level(total_minor=total, claimants=claimants)
    parts, rests = {}, []
    for one in claimants:
        exact = max(Fraction(0), level * one.budget_minor - one.lifetime_minor)
        parts[one.code] = int(exact)
        rests.append((int(exact) - exact, one.lifetime_minor, one.code))
    for _rest, _lifetime, code in sorted(rests)[: total - sum(parts.values())]:
        parts[code] += 1
    return parts


def allocate(*, total_minor: int, claimants: Sequence[Claimant]) -> dict[str, int]:
    """Split the total by weight, largest remainder first; the parts sum to the whole.

    Equal remainders go to the lowest lifetime credit, then by account code (DOMAIN.md, rule 6).
    Returns cents by account code, empty when there is nobody.
    """
    if total_minor < 0 or any(claimant.weight < 1 for claimant in claimants):
        message = "An allocation needs a total of at least 0 and weights of at least 1."
        raise NegativeAmountError(message)
    weights = sum(claimant.weight for claimant in claimants)
    if not weights:
        return {}
    parts = {one.code: total_minor * one.weight // weights for one in claimants}
    ranked = sorted(
        claimants,
        key=lambda one: (-(total_minor * one.weight % weights), one.lifetime_minor, one.code),
    )
    for claimant in ranked[: total_minor - sum(parts.values())]:
        parts[claimant.code] += 1
    return parts
