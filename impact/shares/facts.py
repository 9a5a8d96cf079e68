"""What others hand in: the shape of order lines, read structurally, and their fingerprint."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class SoldLine(Protocol):
    """An order line as it was paid; see `shop.events.PaidLine`."""

    @property
    def line_id(self) -> int:
        """The line's lasting number."""
        ...

    @property
    def title(self) -> str:
        """What was sold."""
        ...

    @property
    def sku(self) -> str:
        """The stock-keeping unit."""
        ...

    @property
    def quantity(self) -> int:
        """Pieces, at least 1."""
        ...

    @property
    def net_minor(self) -> int:
        """The whole line after discounts, before tax and shipping, in cents."""
        ...

    @property
    def landed_unit_minor(self) -> int | None:
        """Landed cost of one piece in cents, None when nobody recorded it."""
        ...


class GivenBackLine(Protocol):
    """Refunded pieces of an order line; see `shop.events.RefundedLine`."""

    @property
    def line_id(self) -> int:
        """The line's lasting number."""
        ...

    @property
    def quantity(self) -> int:
        """Pieces that count as given back, 0 for money alone."""
        ...

    @property
    def net_minor(self) -> int:
        """Net cents given back."""
        ...


@dataclass(frozen=True, kw_only=True)
class Pieces:
    """Pieces of an order line, named by whoever does not come from the shop."""

    line_id: int
    quantity: int
    net_minor: int = 0


class AmountsDifferError(Exception):
    """Lines, shipping and tax do not add up to the gross amount; nothing was recorded."""


class RecordedOtherwiseError(Exception):
    """The order or refund was recorded before with other content; nothing was recorded."""


class UnknownSaleError(Exception):
    """A refund names an order or an order line that was never recorded as sold."""


class UnknownRefundError(Exception):
    """A refund or chargeback is to be undone that was never recorded; nothing was changed."""


def check_total(
    *,
    gross_minor: int,
    shipping_minor: int,
    tax_minor: int,
    lines: Sequence[SoldLine] | Sequence[GivenBackLine],
    gift_cards_minor: int = 0,
) -> None:
    """Raise `AmountsDifferError` unless the parts sum to the gross amount."""
    parts = sum(line.net_minor for line in lines) + shipping_minor + tax_minor + gift_cards_minor
    if parts != gross_minor:
        message = f"The parts sum to {parts} cents, the gross amount is {gross_minor}."
        raise AmountsDifferError(message)


def fingerprint(*facts: object) -> str:
    """Return a digest that two calls share only when they say the same."""
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()
