"""Which way a refund goes: first back by the payment, up to what it brought, the rest to the card.

Money goes back to where it came from, and what a gift card paid is the last to return (ADR 0014).
The pieces stay with the first part, so that shares and shelves count them once; the second is money
without a piece.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shop.giftcards.parts import split_refund
from shop.stripe_checkout.models import RefundLine


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What one refund gives back: lines, and net and tax of delivery, in cents."""

    lines: list[RefundLine]
    shipping_minor: int
    shipping_tax_minor: int

    @property
    def tax_minor(self) -> int:
        """Return all tax: of the lines and of delivery."""
        return sum(line.tax_minor for line in self.lines) + self.shipping_tax_minor

    @property
    def gross_minor(self) -> int:
        """Return all that goes back."""
        return sum(line.net_minor for line in self.lines) + self.shipping_minor + self.tax_minor


def split_parts(parts: Parts, *, by_payment_minor: int) -> tuple[Parts, Parts]:
    """Return what goes back by the payment, at most `by_payment_minor` cents, and what by the card.

    Together they are the whole to the cent. When all goes one way the other has no lines; pieces
    are in the first that gives anything.
    """
    by_payment, to_card = split_refund(
        gross_minor=parts.gross_minor, by_payment_left_minor=by_payment_minor
    )
    nothing = Parts(lines=[], shipping_minor=0, shipping_tax_minor=0)
    if not to_card:
        return parts, nothing
    if not by_payment:
        return nothing, parts
    amounts = [
        *(amount for line in parts.lines for amount in (line.net_minor, line.tax_minor)),
        *(parts.shipping_minor, parts.shipping_tax_minor),
    ]
    first = _take_off(amounts, by_payment)
    second = [whole - part for whole, part in zip(amounts, first, strict=True)]
    return (
        _build(parts.lines, first, keeps_pieces=True),
        _build(parts.lines, second, keeps_pieces=False),
    )


def _take_off(amounts: Sequence[int], most: int) -> list[int]:
    """Return what of each amount fits into `most`, from the first on."""
    taken = []
    for amount in amounts:
        part = min(amount, most)
        taken.append(part)
        most -= part
    return taken


def _build(lines: Sequence[RefundLine], amounts: Sequence[int], *, keeps_pieces: bool) -> Parts:
    made = [
        RefundLine(
            line_id=line.line_id,
            quantity=line.quantity if keeps_pieces else 0,
            net_minor=net,
            tax_minor=tax,
        )
        for line, net, tax in zip(lines, amounts[:-2:2], amounts[1:-2:2], strict=True)
    ]
    return Parts(
        lines=[one for one in made if one.quantity or one.net_minor or one.tax_minor],
        shipping_minor=amounts[-2],
        shipping_tax_minor=amounts[-1],
    )
