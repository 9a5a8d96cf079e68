"""Pure integer arithmetic of money: no float, no Decimal, no Django.

Amounts are cents, rates are basis points (4,000 = 40 %). The worked examples are in docs/money.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

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
    """One account in an allocation: its weight, and what it was credited in its life."""

    code: str
    lifetime_minor: int
    weight: int = 1


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
