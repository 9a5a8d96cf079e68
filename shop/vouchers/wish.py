"""What staff want a voucher to be."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

PERCENT, AMOUNT = "percent", "amount"


@dataclass(frozen=True, kw_only=True)
class VoucherWish:
    """A voucher in the words of the form: `value` is a percentage or dollars off the basket."""

    code: str
    name: str
    kind: str
    value: Decimal
    starts_on: date
    ends_on: date
    most_uses: int | None = None
    """How many orders may use it; None for any number."""
    once_each: bool = False
    """Whether an account may use it once; guests then cannot."""
    category_id: int | None = None
    """Goods of this category and those below it; None for all goods."""
    sells_below_cost: bool = False
    reason: str
