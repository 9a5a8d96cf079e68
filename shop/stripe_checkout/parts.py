"""What of an order line's money goes back: by pieces, or by an amount. Pure, in integer cents.

Two rules hold for any sequence of refunds: never more of a line goes back than was paid for it, and
the refund of its last pieces ends exactly at what was paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class LineMoney:
    """One order line: what was paid for all of its pieces, and what of it went back before."""

    pieces: int
    net_minor: int
    tax_minor: int
    gone_pieces: int = 0
    gone_net_minor: int = 0
    gone_tax_minor: int = 0

    @property
    def pieces_left(self) -> int:
        """Return the pieces that no refund took."""
        return self.pieces - self.gone_pieces

    @property
    def net_left_minor(self) -> int:
        """Return the net cents that no refund took."""
        return self.net_minor - self.gone_net_minor

    @property
    def tax_left_minor(self) -> int:
        """Return the cents of tax that no refund took."""
        return self.tax_minor - self.gone_tax_minor

    @property
    def left_minor(self) -> int:
        """Return what is left of the line, tax included."""
        return self.net_left_minor + self.tax_left_minor


def take_pieces(line: LineMoney, quantity: int) -> tuple[int, int]:
    """Return net and tax of `quantity` more pieces, capped by what is left of the line.

    `floor(S·(r+x)/q) − floor(S·r/q)`. Money that went back without a piece lowers what the later
    pieces bring; the last of them bring exactly the rest.
    """
    if quantity == line.pieces_left:
        return line.net_left_minor, line.tax_left_minor
    net = _take_part(line.net_minor, line.gone_pieces, quantity, line.pieces)
    tax = _take_part(line.tax_minor, line.gone_pieces, quantity, line.pieces)
    return min(net, line.net_left_minor), min(tax, line.tax_left_minor)


def _take_part(whole: int, before: int, quantity: int, pieces: int) -> int:
    """Return the cents of `quantity` more pieces when `before` of `pieces` are gone already."""
    return whole * (before + quantity) // pieces - whole * before // pieces


def spread_amount(lines: Sequence[LineMoney], amount_minor: int) -> list[tuple[int, int]]:
    """Return each line's net and tax of an amount, by what is left of the line and of its tax.

    The parts sum to the amount exactly. Raise `ValueError` unless 0 ≤ amount ≤ what is left.
    """
    whole = sum(line.left_minor for line in lines)
    if not 0 <= amount_minor <= whole:
        message = f"{amount_minor} cents cannot be taken of {whole}."
        raise ValueError(message)
    parts, seen = [], 0
    for line in lines:
        left = line.left_minor
        before = amount_minor * seen // whole if whole else 0
        part = amount_minor * (seen + left) // whole - before if whole else 0
        tax = part * line.tax_left_minor // left if left else 0
        parts.append((part - tax, tax))
        seen += left
    return parts
