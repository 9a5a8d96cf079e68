"""The cover of the trust as a chart: a bar for what is there, a mark for what is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from impact.reconciliation.models import ReconciliationRun

WIDTH, HEIGHT = 600, 120
GAP = 4
WIDEST = 48


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One day: the bar of what Stripe and the bank hold, and the height of what is in trust.

    Places are whole units of a picture `WIDTH` by `HEIGHT`; amounts are cents.
    """

    day: date
    stripe_minor: int
    stripe_says_minor: int | None
    bank_minor: int
    trust_minor: int
    x: int
    width: int
    top: int
    height: int
    trust_y: int

    @property
    def cover_minor(self) -> int:
        """What is there beyond the trust."""
        return self.stripe_minor + self.bank_minor - self.trust_minor


def draw_cover(runs: Sequence[ReconciliationRun]) -> list[Bar]:
    """Return the bars of the days, oldest first, drawn to the largest amount among them."""
    held = [run.stripe_books_minor + run.bank_minor for run in runs]
    largest = max([1, *held, *(run.trust_minor for run in runs)])
    step = min(WIDEST, WIDTH // max(1, len(runs)))
    return [
        Bar(
            day=run.ran_at.date(),
            stripe_minor=run.stripe_books_minor,
            stripe_says_minor=run.stripe_minor,
            bank_minor=run.bank_minor,
            trust_minor=run.trust_minor,
            x=place * step,
            width=max(1, step - GAP),
            top=HEIGHT - _scale(there, largest),
            height=_scale(there, largest),
            trust_y=HEIGHT - _scale(run.trust_minor, largest),
        )
        for place, (run, there) in enumerate(zip(runs, held, strict=True))
    ]


def _scale(amount_minor: int, largest: int) -> int:
    return max(0, amount_minor) * HEIGHT // largest
