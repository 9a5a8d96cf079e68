"""The arithmetic of a new price. Whole cents, no rounding but the one that was asked for."""

from dataclasses import dataclass
from typing import Literal

from shop.money import take_basis_points

HIGHEST_MINOR = 99_999_999
Kind = Literal["percent", "amount", "fixed"]
ENDINGS: dict[str, int | None] = {"none": None, "00": 0, "50": 50, "99": 99}
"""What a price may end in, in cents."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """What happens to prices: `value` is basis points for a percentage, else cents."""

    kind: Kind
    value: int
    ending: str = "none"

    def apply(self, old_minor: int) -> int:
        """Return the new price in cents; it may lie below nothing, which the caller refuses."""
        return round_to_ending(self._move(old_minor), ending=ENDINGS[self.ending])

    def _move(self, old_minor: int) -> int:
        if self.kind == "fixed":
            return self.value
        if self.kind == "amount":
            return old_minor + self.value
        part = take_basis_points(old_minor, abs(self.value))
        return old_minor + (part if self.value >= 0 else -part)


def round_to_ending(price_minor: int, *, ending: int | None) -> int:
    """Return the nearest price that ends so, the higher one of two that are as near."""
    if ending is None:
        return price_minor
    below = (price_minor - ending) // 100 * 100 + ending
    near = below if price_minor - below < below + 100 - price_minor else below + 100
    return near if near > 0 or price_minor <= 0 else near + 100
