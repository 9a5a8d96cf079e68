"""What a card costs, and what a donor pays who covers it: pure integer arithmetic, in cents."""

from dataclasses import dataclass

WHOLE = 10_000
"""Basis points in one."""


@dataclass(frozen=True, kw_only=True)
class FeeTerms:
    """Stripe's price of a card payment: a part of the amount, and a fixed sum."""

    basis_points: int
    fixed_minor: int


def calculate_fee(total_minor: int, *, terms: FeeTerms) -> int:
    """Return what Stripe keeps of a payment, half a cent rounded up."""
    return (total_minor * terms.basis_points * 2 + WHOLE) // (2 * WHOLE) + terms.fixed_minor


def cover_fee(gift_minor: int, *, terms: FeeTerms) -> int:
    """Return what a donor adds so that exactly the gift is left once Stripe has kept its fee.

    One more cent paid leaves one cent more or none, so an exact total always exists; the smallest
    of them is asked for.
    """
    if gift_minor < 1 or not 0 <= terms.basis_points < WHOLE:
        message = f"A gift of {gift_minor} cents has no fee to cover."
        raise ValueError(message)
    total = gift_minor + terms.fixed_minor
    while total - calculate_fee(total, terms=terms) < gift_minor:
        total += gift_minor - (total - calculate_fee(total, terms=terms))
    return total - gift_minor


def take_part(*, part_minor: int, whole_minor: int, before_minor: int, taken_minor: int) -> int:
    """Return how much of a part goes when `taken_minor` of the whole does, after `before_minor`.

    Any sequence of takings ends exactly at the part once the whole is taken.
    """
    if not 0 <= before_minor <= before_minor + taken_minor <= whole_minor:
        message = f"{taken_minor} more than {before_minor} is not within {whole_minor}."
        raise ValueError(message)
    after = part_minor * (before_minor + taken_minor) // whole_minor
    return after - part_minor * before_minor // whole_minor
