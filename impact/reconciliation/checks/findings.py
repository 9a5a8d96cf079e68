"""What a check says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from impact.reconciliation.facts import Imported


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What a run knows when it compares; `imported` is None when Stripe did not answer."""

    now: datetime
    imported: Imported | None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One difference: the same `kind` and `reference` mean the same difference.

    `amount_minor` is how much is missing or too much, in cents; 0 where it is no money.
    """

    kind: str
    reference: str
    words: str
    amount_minor: int
    is_blocking: bool = False


@dataclass(frozen=True, kw_only=True)
class Check:
    """A comparison and the kinds of differences that it alone finds.

    One that `needs_stripe` is left out while Stripe does not answer: what it found before stays.
    """

    kinds: frozenset[str]
    needs_stripe: bool
    find: Callable[[Moment], list[Finding]]
