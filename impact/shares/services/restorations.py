"""A refund that never reached the buyer, a chargeback that was won: the sale stands as before.

The money comes back as it went. Of the share, what is taken back of a line depends on the number
of its pieces alone, so that any sequence of refunds and restorations is exact: giving back the
last restoration leaves the whole share in place, and taking all pieces takes it all.
"""

from datetime import datetime

from django.db import transaction

from impact.books import chart
from impact.books import services as books
from impact.books.queries import find_open_day
from impact.money import take_refunded_part
from impact.shares import queries
from impact.shares.facts import UnknownRefundError
from impact.shares.models import (
    SaleLine,
    SaleRefund,
    SaleRestoration,
    ShareRestoration,
    ShareReversal,
)

Kind = SaleRefund.Kind


@transaction.atomic(savepoint=False)
def record_refund_failure(*, refund_id: str, failed_at: datetime) -> bool:
    """Undo a recorded refund that failed afterwards; return whether this call did it.

    Restores the sale's money and share exactly. A line that matured meanwhile gives its part to
    the fund's available money at once; what the reserve bore it gets back. Safe to call again.
    Raises `UnknownRefundError`.
    """
    return _restore(kind=Kind.REFUND, refund_id=refund_id, key="refund", at=failed_at)


@transaction.atomic(savepoint=False)
def record_chargeback_reversal(*, chargeback_id: str, reinstated_at: datetime) -> bool:
    """Undo a recorded chargeback that was won; see `record_refund_failure`."""
    return _restore(
        kind=Kind.CHARGEBACK, refund_id=chargeback_id, key="chargeback", at=reinstated_at
    )


def _restore(*, kind: str, refund_id: str, key: str, at: datetime) -> bool:
    """Give back money and shares of one fact, once, and post both sides."""
    refund = (
        SaleRefund.objects.select_related("sale").filter(kind=kind, refund_id=refund_id).first()
    )
    if refund is None:
        message = f"No {key} {refund_id} was ever recorded."
        raise UnknownRefundError(message)
    reversals = list(refund.reversals.order_by("sale_line"))
    sold = _lock_lines(reversals)
    restoration, made = SaleRestoration.objects.get_or_create(
        refund=refund, defaults={"gross_minor": refund.gross_minor, "restored_at": at}
    )
    if not made:
        return False
    parts = [
        _give_back(restoration, sold[one.sale_line_id], one)
        for one in reversals
        if one.share_quantity
    ]
    SaleLine.objects.bulk_update(sold.values(), ["restored_quantity"])
    ShareRestoration.objects.bulk_create(parts)
    money = queries.list_money_sides(key=f"{key}:{refund_id}")
    sides = [*((code, -cents) for code, cents in money), *_list_share_sides(parts)]
    if any(cents for _code, cents in sides):
        books.post(
            books.Posting(
                kind=f"{key}-undone",
                key=f"{key}-undone:{refund_id}",
                effective_on=find_open_day(at.date()),
                reference=refund.sale.order_number,
                currency=refund.sale.currency,
                lines=sides,
            )
        )
    return True


def _lock_lines(reversals: list[ShareReversal]) -> dict[int, SaleLine]:
    """Lock the lines of the reversals in key order and return them by key."""
    wanted = [one.sale_line_id for one in reversals]
    found = SaleLine.objects.select_for_update(of=("self",)).filter(pk__in=wanted)
    return {line.pk: line for line in found.order_by("pk")}


def _give_back(
    restoration: SaleRestoration, sold: SaleLine, reversal: ShareReversal
) -> ShareRestoration:
    """Return what comes back with the reversal's pieces, and count them as restored."""
    pieces = reversal.share_quantity
    after = sold.taken_quantity - pieces
    is_pending = sold.maturity_run_id is None
    fund = _take(sold.fund_minor, sold, before=after, pieces=pieces)
    share = fund + _take(sold.reserve_minor, sold, before=after, pieces=pieces)
    if reversal.is_absorbed_by_reserve:
        fund = 0
    elif not is_pending:  # the fund got what was left of the line when it matured
        early = queries.count_early_pieces(line_id=sold.pk, besides=restoration.refund)
        fund = _take(sold.fund_minor, sold, before=early - pieces, pieces=pieces)
    sold.restored_quantity += pieces
    return ShareRestoration(
        restoration=restoration,
        sale_line=sold,
        quantity=pieces,
        fund_minor=fund,
        reserve_minor=share - fund,
        is_pending=is_pending,
    )


def _take(part_minor: int, sold: SaleLine, *, before: int, pieces: int) -> int:
    """Return the cents that leave a part of the line's share with these pieces."""
    return take_refunded_part(
        part_minor=part_minor, quantity=sold.quantity, before=before, pieces=pieces
    )


def _list_share_sides(parts: list[ShareRestoration]) -> list[tuple[str, int]]:
    """Return the sides that bring the shares back where they were taken from."""
    share = sum(one.fund_minor + one.reserve_minor for one in parts)
    return [
        (chart.FUND_PENDING, -sum(one.fund_minor for one in parts if one.is_pending)),
        (chart.FUND_AVAILABLE, -sum(one.fund_minor for one in parts if not one.is_pending)),
        (chart.RESERVE, -sum(one.reserve_minor for one in parts)),
        (chart.SHARE_EXPENSE, share),
    ]
