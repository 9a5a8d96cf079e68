"""Pieces or money of a sale go back: the share leaves the fund while pending, the reserve after.

A refund, a chargeback and a lost parcel take the share back by the same arithmetic; they differ in
the money that moves, and in what happens when a piece's share is gone already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from impact.books import chart
from impact.books import services as books
from impact.books.queries import find_open_day
from impact.money import take_refunded_part
from impact.shares import queries
from impact.shares.facts import (
    AmountsDifferError,
    GivenBackLine,
    Pieces,
    RecordedOtherwiseError,
    UnknownSaleError,
    check_total,
    fingerprint,
)
from impact.shares.models import Sale, SaleLine, SaleRefund, ShareReversal

Kind = SaleRefund.Kind
KEYS = {Kind.REFUND: "refund", Kind.CHARGEBACK: "chargeback", Kind.LOST_PARCEL: "lost-parcel"}
"""The first word of each kind's key in the books, and its entry's kind."""


@dataclass(frozen=True, kw_only=True)
class Taking:
    """One thing that takes a sale back, as somebody reported it."""

    kind: Kind
    refund_id: str
    digest: str
    order_number: str
    currency: str
    gross_minor: int
    tax_minor: int
    at: datetime
    cards_taken_back_minor: int = 0
    to_cards_minor: int = 0


@transaction.atomic(savepoint=False)
def record_refund(  # noqa: PLR0913 - one fact, each of its amounts named
    *,
    order_number: str,
    refund_id: str,
    currency: str,
    gross_minor: int,
    shipping_minor: int,
    tax_minor: int,
    lines: Sequence[GivenBackLine],
    refunded_at: datetime,
    gift_cards_sold_minor: int = 0,
    to_gift_card_minor: int = 0,
) -> bool:
    """Record a refund, all in cents, and reverse the shares; return whether this call did it.

    The price of a gift card that was taken back lowers our debt and is no refund of a sale; what
    goes onto a gift card raises it and leaves neither Stripe nor the till.

    Reverses by line and quantity, so that any sequence of partial refunds ends exactly at the
    line's share; money given back without a piece leaves the share alone, and so does that of a
    piece whose parcel was lost. After maturity the reserve bears the whole of it and no training
    account is touched (DOMAIN.md, rule 5). Safe to call again. Raises `AmountsDifferError`,
    `RecordedOtherwiseError`, `UnknownSaleError` or `money.RefundBeyondLineError`.
    """
    check_total(
        gross_minor=gross_minor,
        shipping_minor=shipping_minor,
        tax_minor=tax_minor,
        lines=lines,
        gift_cards_minor=gift_cards_sold_minor,
    )
    cards = (gift_cards_sold_minor, to_gift_card_minor)
    contents = [(line.line_id, line.quantity, line.net_minor) for line in lines]
    taking = Taking(
        kind=Kind.REFUND,
        refund_id=refund_id,
        digest=fingerprint(
            *(order_number, currency, gross_minor, shipping_minor, tax_minor, contents),
            *(cards if any(cards) else ()),
        ),
        order_number=order_number,
        currency=currency,
        gross_minor=gross_minor,
        tax_minor=tax_minor,
        at=refunded_at,
        cards_taken_back_minor=gift_cards_sold_minor,
        to_cards_minor=to_gift_card_minor,
    )
    return _take_back(taking, lines)


@transaction.atomic(savepoint=False)
def record_chargeback(
    *,
    order_number: str,
    chargeback_id: str,
    currency: str,
    gross_minor: int,
    disputed_at: datetime,
    tax_minor: int = 0,
    lines: Sequence[GivenBackLine] | None = None,
) -> bool:
    """Record that a bank took a payment back, in cents; return whether this call did it.

    Without `lines` the dispute is over the whole order: every piece whose share is not taken back
    yet loses it. The money goes from order clearing to chargebacks. Money that has left is never
    refused: pieces whose share is gone already are passed over. Safe to call again. Raises
    `AmountsDifferError` for a tax outside the amount, `RecordedOtherwiseError` or
    `UnknownSaleError`.
    """
    if not 0 <= tax_minor <= gross_minor:
        message = f"A tax of {tax_minor} cents is no part of {gross_minor}."
        raise AmountsDifferError(message)
    contents = None if lines is None else [(line.line_id, line.quantity) for line in lines]
    taking = Taking(
        kind=Kind.CHARGEBACK,
        refund_id=chargeback_id,
        digest=fingerprint("chargeback", order_number, currency, gross_minor, tax_minor, contents),
        order_number=order_number,
        currency=currency,
        gross_minor=gross_minor,
        tax_minor=tax_minor,
        at=disputed_at,
    )
    return _take_back(taking, lines)


@transaction.atomic(savepoint=False)
def record_lost_parcel(
    *, order_number: str, parcel_id: str, lines: Sequence[GivenBackLine], lost_at: datetime
) -> bool:
    """Record pieces that never arrived and reverse their shares; return whether this call did it.

    No money moves until somebody refunds the buyer; that refund then finds the share taken back.
    Pieces whose share is gone already are passed over. Safe to call again. Raises
    `RecordedOtherwiseError` or `UnknownSaleError`.
    """
    contents = [(line.line_id, line.quantity) for line in lines]
    taking = Taking(
        kind=Kind.LOST_PARCEL,
        refund_id=parcel_id,
        digest=fingerprint("lost parcel", order_number, contents),
        order_number=order_number,
        currency=queries.get_sale(order_number).currency,
        gross_minor=0,
        tax_minor=0,
        at=lost_at,
    )
    return _take_back(taking, lines)


def _take_back(taking: Taking, lines: Sequence[GivenBackLine] | None) -> bool:
    """Record the fact, reverse the shares of its pieces and post both sides; False when known."""
    sale = queries.get_sale(taking.order_number)
    sold = _lock_lines(sale, lines)
    refund = _add_refund(taking, sale)
    if refund is None:
        return False
    lost = queries.get_lost_pieces(line_ids=[line.pk for line in sold.values()])
    if lines is None:
        lines = [_list_rest(line, lost.get(line.pk, 0)) for line in sold.values()]
    reversals = [
        _reverse(refund, sold[line.line_id], line, lost.get(sold[line.line_id].pk, 0))
        for line in lines
    ]
    SaleLine.objects.bulk_update(sold.values(), ["refunded_quantity"])
    ShareReversal.objects.bulk_create(reversals)
    sides = [*_list_money_sides(taking), *_list_share_sides(reversals)]
    if any(cents for _code, cents in sides):  # pieces of a free order may come back for nothing
        books.post(
            books.Posting(
                kind=KEYS[taking.kind],
                key=f"{KEYS[taking.kind]}:{taking.refund_id}",
                effective_on=find_open_day(taking.at.date()),
                reference=taking.order_number,
                currency=taking.currency,
                lines=sides,
            )
        )
    return True


def _lock_lines(sale: Sale, lines: Sequence[GivenBackLine] | None) -> dict[int, SaleLine]:
    """Lock the named lines, or all of the sale's, in key order; return them by their number.

    The lock makes a refund and the maturity of the same line wait for one another.
    """
    found = SaleLine.objects.select_for_update(of=("self",)).filter(sale=sale)
    if lines is None:
        return {line.line_ref: line for line in found.order_by("pk")}
    wanted = {line.line_id for line in lines}
    sold = {line.line_ref: line for line in found.filter(line_ref__in=wanted).order_by("pk")}
    if wanted - sold.keys():
        message = f"Order {sale.order_number} has no line {min(wanted - sold.keys())}."
        raise UnknownSaleError(message)
    return sold


def _add_refund(taking: Taking, sale: Sale) -> SaleRefund | None:
    """Insert the fact; None when the same is there already."""
    refund, made = SaleRefund.objects.get_or_create(
        refund_id=taking.refund_id,
        defaults={
            "kind": taking.kind,
            "request_hash": taking.digest,
            "sale": sale,
            "gross_minor": taking.gross_minor - taking.cards_taken_back_minor,
            "refunded_at": taking.at,
        },
    )
    if made:
        return refund
    if refund.request_hash != taking.digest:
        message = f"{taking.kind.label} {taking.refund_id} was recorded before with other content."
        raise RecordedOtherwiseError(message.capitalize())
    return None


def _list_rest(sold: SaleLine, lost: int) -> Pieces:
    """Return all of a line's pieces that somebody may still ask the money of."""
    pieces = sold.quantity - sold.taken_quantity + lost
    net = sold.net_minor * pieces // sold.quantity
    return Pieces(line_id=sold.line_ref, quantity=pieces, net_minor=net)


def _reverse(refund: SaleRefund, sold: SaleLine, line: GivenBackLine, lost: int) -> ShareReversal:
    """Return what leaves with these pieces, and count them as refunded on the line.

    The first of them are those that were lost before: their share is taken back already.
    """
    is_lost_again = refund.kind == Kind.LOST_PARCEL
    covered = 0 if is_lost_again else min(line.quantity, lost)
    if refund.kind != Kind.REFUND:
        covered = max(covered, line.quantity - (sold.quantity - sold.taken_quantity))
    fund, reserve = (
        take_refunded_part(
            part_minor=part,
            quantity=sold.quantity,
            before=sold.taken_quantity,
            pieces=line.quantity - covered,
        )
        for part in (sold.fund_minor, sold.reserve_minor)
    )
    sold.refunded_quantity += line.quantity - covered
    return ShareReversal(
        refund=refund,
        sale_line=sold,
        quantity=line.quantity,
        covered_quantity=covered,
        net_minor=line.net_minor,
        fund_minor=fund,
        reserve_minor=reserve,
        is_absorbed_by_reserve=sold.maturity_run_id is not None,
    )


def _list_money_sides(taking: Taking) -> list[tuple[str, int]]:
    """Return where the money goes that went back; none of it for a lost parcel."""
    account = chart.CHARGEBACKS if taking.kind == Kind.CHARGEBACK else chart.REFUNDS
    return [
        (account, taking.gross_minor - taking.tax_minor - taking.cards_taken_back_minor),
        (chart.SALES_TAX, taking.tax_minor),
        (chart.GIFT_CARDS, taking.cards_taken_back_minor - taking.to_cards_minor),
        (chart.ORDER_CLEARING, taking.to_cards_minor - taking.gross_minor),
    ]


def _list_share_sides(reversals: Sequence[ShareReversal]) -> list[tuple[str, int]]:
    """Return the sides that take the shares out of the fund while pending, else the reserve."""
    share = sum(one.fund_minor + one.reserve_minor for one in reversals)
    pending = sum(one.fund_minor for one in reversals if not one.is_absorbed_by_reserve)
    return [
        (chart.FUND_PENDING, pending),
        (chart.RESERVE, share - pending),
        (chart.SHARE_EXPENSE, -share),
    ]
