"""The share and allocation policies, version by version, as they were decided.

A version is a decision: it is added here with its date and never changed. The database holds the
same rows, frozen, for the books to point at.
"""

from dataclasses import dataclass
from datetime import date

from impact.money import Terms

FIRST_DAY = date(2009, 1, 1)


@dataclass(frozen=True, kw_only=True)
class SharePolicyText:
    """One version of the share policy."""

    terms: Terms
    effective_on: date
    text: str


@dataclass(frozen=True, kw_only=True)
class AllocationPolicyText:
    """One version of the allocation policy."""

    version: int
    effective_on: date
    text: str


SHARE_POLICIES = (
    SharePolicyText(
        terms=Terms(version=1, share_basis_points=4_000, reserve_basis_points=1_000),
        effective_on=FIRST_DAY,
        text=(
            "Of each item's markup, which is its price after discounts, before tax and shipping, "
            "less what it cost us to land, 40 % is the share. One tenth of the share goes to the "
            "reserve, which pays for returns that come late; the rest goes to the Training Fund. "
            "Card fees never reduce the share, and a discount never makes it negative."
        ),
    ),
)
ALLOCATION_POLICIES = (
    AllocationPolicyText(
        version=1,
        effective_on=FIRST_DAY,
        text=(
            "All that is available in the Training Fund is divided equally among its active "
            "training accounts. Odd cents go first to the account that was credited least so far, "
            "then by account code. The parts always add up to the whole."
        ),
    ),
)


def get_share_terms(on: date) -> Terms:
    """Return the terms in force on that day."""
    return max(
        (policy for policy in SHARE_POLICIES if policy.effective_on <= on),
        key=lambda policy: policy.effective_on,
    ).terms


def get_allocation_version(on: date) -> int:
    """Return the version of the allocation policy in force on that day."""
    return max(
        (policy for policy in ALLOCATION_POLICIES if policy.effective_on <= on),
        key=lambda policy: policy.effective_on,
    ).version
