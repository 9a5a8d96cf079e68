"""The lines of a refund: which pieces and how many cents of each order line go back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from nomi.platform.amounts import format_minor
from shop.events import RefundedLine
from shop.giftcards.services.issuing import CardSpent, take_card_back
from shop.money import to_minor
from shop.stripe_checkout.models import Refund, RefundLine
from shop.stripe_checkout.parts import LineMoney, spread_amount, take_pieces
from shop.stripe_checkout.queries import get_refunded_parts, get_shipping_left


class RefundRefused(Exception):  # noqa: N818 - says what happened
    """The refund asks for more than there is: money, pieces, a payment, or an undisputed one."""


def take_back_bought(refund: Refund, *, now: datetime) -> None:
    """Take what the refund gives back of a gift card's price off the card; nothing for goods.

    Raise `RefundRefused` when so much is not left on it.
    """
    try:
        take_card_back(
            order=refund.order, amount_minor=refund.gross_minor, key=str(refund.uid), now=now
        )
    except CardSpent as spent:
        raise RefundRefused(str(spent)) from None


def read_line_money(order: Any, *, is_made: bool = False) -> dict[Any, LineMoney]:
    """Return the order's lines with what of them went back, or is on its way. Two queries.

    With `is_made` only what Stripe has refunded already has gone.
    """
    gone = get_refunded_parts(order=order, is_made=is_made)
    money = {}
    for line in order.lines.order_by("pk"):
        net_minor = to_minor(line.line_price_excl_tax)
        money[line] = LineMoney(
            pieces=line.quantity,
            net_minor=net_minor,
            tax_minor=to_minor(line.line_price_incl_tax) - net_minor,
            gone_pieces=gone.quantities.get(line.pk, 0),
            gone_net_minor=gone.net_minors.get(line.pk, 0),
            gone_tax_minor=gone.tax_minors.get(line.pk, 0),
        )
    return money


def build_lines(
    order: Any, wanted: Mapping[int, int] | None, *, is_made: bool = False
) -> list[RefundLine]:
    """Return unsaved refund lines of pieces with their exact cents; None is all that are left.

    Raise `RefundRefused` for pieces that are not there.
    """
    money = {line.pk: (line, one) for line, one in read_line_money(order, is_made=is_made).items()}
    if wanted is None:
        wanted = {pk: one.pieces_left for pk, (_line, one) in money.items() if one.pieces_left}
    built = []
    for pk, quantity in sorted(wanted.items()):
        line, one = money.get(pk, (None, None))
        if line is None or one is None or not 0 < quantity <= one.pieces_left:
            message = f"Line {pk} of order {order.number} has no {quantity} pieces to refund."
            raise RefundRefused(message)
        net_minor, tax_minor = take_pieces(one, quantity)
        built.append(
            RefundLine(line=line, quantity=quantity, net_minor=net_minor, tax_minor=tax_minor)
        )
    return built


def add_amount(
    order: Any, amount_minor: int, *, currency: str, to: Sequence[RefundLine] = ()
) -> list[RefundLine]:
    """Return unsaved refund lines with the amount spread over what is left of the order's lines.

    It is money without a piece, beside the pieces of `to`, whose lines are raised. Raise
    `RefundRefused` for nothing, or more than is left of the goods.
    """
    beside = {one.line_id: one for one in to}
    money = {
        line: _take_off(one, beside.get(line.pk)) for line, one in read_line_money(order).items()
    }
    left = sum(one.left_minor for one in money.values())
    if not 0 < amount_minor <= left:
        message = (
            f"{format_minor(amount_minor, currency)} cannot go back for the goods:"
            f" {format_minor(left, currency)} is left of them. Delivery is given back by its tick."
        )
        raise RefundRefused(message)
    for line, part in zip(money, spread_amount(list(money.values()), amount_minor), strict=True):
        if any(part):
            made = beside.setdefault(line.pk, RefundLine(line=line, quantity=0, net_minor=0))
            made.net_minor += part[0]
            made.tax_minor += part[1]
    return [beside[pk] for pk in sorted(beside)]


def tell_lines(lines: Iterable[RefundLine]) -> tuple[RefundedLine, ...]:
    """Return the lines as others hear of them."""
    return tuple(
        RefundedLine(line_id=line.line_id, quantity=line.quantity, net_minor=line.net_minor)
        for line in lines
    )


def get_goods_left(order: Any, *, beside: Sequence[RefundLine] = ()) -> int:
    """Return the cents of the goods that are left once the lines of `beside` have gone back."""
    taken = sum(one.net_minor + one.tax_minor for one in beside)
    return sum(one.left_minor for one in read_line_money(order).values()) - taken


def _take_off(one: LineMoney, taken: RefundLine | None) -> LineMoney:
    """Return the line's money as it is once the pieces beside it are gone."""
    if taken is None:
        return one
    return LineMoney(
        pieces=one.pieces,
        net_minor=one.net_minor,
        tax_minor=one.tax_minor,
        gone_pieces=one.gone_pieces + taken.quantity,
        gone_net_minor=one.gone_net_minor + taken.net_minor,
        gone_tax_minor=one.gone_tax_minor + taken.tax_minor,
    )


def take_shipping(order: Any, amount_minor: int) -> tuple[int, int]:
    """Return net and tax of so many cents of what is left of the order's delivery.

    Raise `RefundRefused` when less is left.
    """
    net_minor, tax_minor = get_shipping_left(order=order)
    if not 0 <= amount_minor <= net_minor + tax_minor:
        message = (
            f"{format_minor(amount_minor, order.currency)} more went back than is left of the goods"
            f" and the delivery of order {order.number}."
        )
        raise RefundRefused(message)
    left = LineMoney(pieces=1, net_minor=net_minor, tax_minor=tax_minor)
    return spread_amount([left], amount_minor)[0]
