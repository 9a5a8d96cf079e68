"""Money goes back to a buyer: the share is reversed while pending, the reserve bears it after."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from impact.books import chart
from impact.books import services as books
from impact.money import take_refunded_part
from impact.shares import queries
from impact.shares.facts import (
    GivenBackLine,
    RecordedOtherwiseError,
    UnknownSaleError,
    check_total,
    fingerprint,
)
from impact.shares.models import Sale, SaleLine, SaleRefund, ShareReversal


@transaction.atomic(savepoint=False)
def record_refund(
    *,
    order_number: str,
    refund_id: str,
    currency: str,
    gross_minor: int,
    shipping_minor: int,
    tax_minor: int,
    lines: Sequence[GivenBackLine],
    refunded_at: datetime,
) -> bool:
    """Record a refund, all in cents, and reverse the shares; return whether this call did it.

    Reverses by line and quantity, so that any sequence of partial refunds ends exactly at the
    line's share; money given back without a piece leaves the share alone. After maturity the
    reserve bears the whole of it and no training account is touched (DOMAIN.md, rule 5). Safe to
    call again. Raises `AmountsDifferError`, `RecordedOtherwiseError`, `UnknownSaleError` or
    `money.RefundBeyondLineError`.
    """
    check_total(
        gross_minor=gross_minor, shipping_minor=shipping_minor, tax_minor=tax_minor, lines=lines
    )
    sale = queries.get_sale(order_number)
    contents = [(line.line_id, line.quantity, line.net_minor) for line in lines]
    digest = fingerprint(order_number, currency, gross_minor, shipping_minor, tax_minor, contents)
    sold = _lock_lines(sale, lines)
    refund = _add_refund(
        refund_id=refund_id, digest=digest, sale=sale, gross_minor=gross_minor, at=refunded_at
    )
    if refund is None:
        return False
    reversals = [_reverse(refund, sold[line.line_id], line) for line in lines]
    SaleLine.objects.bulk_update(sold.values(), ["refunded_quantity"])
    ShareReversal.objects.bulk_create(reversals)
    sides = [
        (chart.REFUNDS, gross_minor - tax_minor),
        (chart.SALES_TAX, tax_minor),
        (chart.ORDER_CLEARING, -gross_minor),
        *_list_share_sides(reversals),
    ]
    if any(cents for _code, cents in sides):  # pieces of a free order may come back for nothing
        books.post(
            books.Posting(
                kind="refund",
                key=f"refund:{refund_id}",
                effective_on=refunded_at.date(),
                reference=order_number,
                currency=currency,
                lines=sides,
            )
        )
    return True


def _lock_lines(sale: Sale, lines: Sequence[GivenBackLine]) -> dict[int, SaleLine]:
    """Lock the refunded lines in key order and return them by their number.

    The lock makes a refund and the maturity of the same line wait for one another.
    """
    wanted = {line.line_id for line in lines}
    found = SaleLine.objects.select_for_update(of=("self",)).filter(sale=sale, line_ref__in=wanted)
    sold = {line.line_ref: line for line in found.order_by("pk")}
    if wanted - sold.keys():
        message = f"Order {sale.order_number} has no line {min(wanted - sold.keys())}."
        raise UnknownSaleError(message)
    return sold


def _add_refund(
    *, refund_id: str, digest: str, sale: Sale, gross_minor: int, at: datetime
) -> SaleRefund | None:
    """Insert the refund; None when the same refund is there already."""
    refund, made = SaleRefund.objects.get_or_create(
        refund_id=refund_id,
        defaults={
            "request_hash": digest,
            "sale": sale,
            "gross_minor": gross_minor,
            "refunded_at": at,
        },
    )
    if made:
        return refund
    if refund.request_hash != digest:
        message = f"Refund {refund_id} was recorded before with other content."
        raise RecordedOtherwiseError(message)
    return None


def _reverse(refund: SaleRefund, sold: SaleLine, line: GivenBackLine) -> ShareReversal:
    """Return what leaves with these pieces, and count them as refunded on the line."""
    fund, reserve = (
        take_refunded_part(
            part_minor=part,
            quantity=sold.quantity,
            before=sold.refunded_quantity,
            pieces=line.quantity,
        )
        for part in (sold.fund_minor, sold.reserve_minor)
    )
    sold.refunded_quantity += line.quantity
    return ShareReversal(
        refund=refund,
        sale_line=sold,
        quantity=line.quantity,
        net_minor=line.net_minor,
        fund_minor=fund,
        reserve_minor=reserve,
        is_absorbed_by_reserve=sold.maturity_run_id is not None,
    )


def _list_share_sides(reversals: Sequence[ShareReversal]) -> list[tuple[str, int]]:
    """Return the sides that take the shares out of the fund while pending, else the reserve."""
    share = sum(one.fund_minor + one.reserve_minor for one in reversals)
    pending = sum(one.fund_minor for one in reversals if not one.is_absorbed_by_reserve)
    return [
        (chart.FUND_PENDING, pending),
        (chart.RESERVE, share - pending),
        (chart.SHARE_EXPENSE, -share),
    ]
