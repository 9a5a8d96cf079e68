"""A paid order enters the books, with the share of each of its lines."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from impact.books import services as books
from impact.money import Terms, split_share
from impact.shares import chart, queries
from impact.shares.facts import RecordedOtherwiseError, SoldLine, check_total, fingerprint
from impact.shares.models import SaleLine
from impact.shares.policies import get_share_terms

logger = logging.getLogger(__name__)

ADD_SALE = """
    INSERT INTO shares_sale (order_number, request_hash, currency, gross_minor, shipping_minor,
                             tax_minor, paid_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (order_number) DO NOTHING
    RETURNING id
"""


@transaction.atomic(savepoint=False)
def record_sale(
    *,
    order_number: str,
    currency: str,
    gross_minor: int,
    shipping_minor: int,
    tax_minor: int,
    lines: Sequence[SoldLine],
    paid_at: datetime,
) -> bool:
    """Record a paid order and its shares, all in cents; return whether this call did it.

    Runs inside the caller's transaction, in three statements. Safe to call again and from two
    connections at once: the second finds the order recorded. Raises `AmountsDifferError` when the
    parts do not sum to the gross amount and `RecordedOtherwiseError` when the order was recorded
    with other content.
    """
    check_total(
        gross_minor=gross_minor, shipping_minor=shipping_minor, tax_minor=tax_minor, lines=lines
    )
    totals = (currency, gross_minor, shipping_minor, tax_minor, paid_at)
    contents = [
        (line.line_id, line.quantity, line.net_minor, line.landed_unit_minor) for line in lines
    ]
    digest = fingerprint(order_number, totals, contents)
    sale_id = _add_sale(order_number=order_number, digest=digest, totals=totals)
    if sale_id is None:
        return False
    terms = get_share_terms(paid_at.date())
    matures_at = paid_at + timedelta(days=settings.RETURN_WINDOW_DAYS)
    sold = [_describe_line(sale_id, line, terms, matures_at) for line in lines]
    SaleLine.objects.bulk_create(sold)
    postings = [_post_line(order_number, line, currency, paid_at) for line in sold]
    postings.append(
        books.Posting(
            kind="sale",
            key=f"sale:{order_number}",
            effective_on=paid_at.date(),
            reference=order_number,
            currency=currency,
            lines=[
                (chart.ORDER_CLEARING, shipping_minor + tax_minor),
                (chart.SHIPPING, -shipping_minor),
                (chart.SALES_TAX, -tax_minor),
            ],
        )
    )
    books.post_batch([posting for posting in postings if any(cents for _, cents in posting.lines)])
    return True


def _add_sale(
    *, order_number: str, digest: str, totals: tuple[str, int, int, int, datetime]
) -> int | None:
    """Insert the sale and return its key; None when the same sale is there already."""
    with connection.cursor() as cursor:
        cursor.execute(ADD_SALE, [order_number, digest, *totals])
        row = cursor.fetchone()
    if row is not None:
        return int(row[0])
    if queries.get_sale(order_number).request_hash != digest:
        message = f"Order {order_number} was recorded before with other content."
        raise RecordedOtherwiseError(message)
    return None


def _describe_line(sale_id: int, line: SoldLine, terms: Terms, matures_at: datetime) -> SaleLine:
    """Return the line's snapshot; without a known cost below its price it has no share."""
    landed = line.landed_unit_minor
    split = split_share(
        net_minor=line.net_minor,
        landed_minor=line.net_minor if landed is None else landed * line.quantity,
        terms=terms,
    )
    alert = SaleLine.Alert.NONE
    if landed is None:
        alert = SaleLine.Alert.NO_LANDED_COST
    elif split.markup_minor < 0:
        alert = SaleLine.Alert.SOLD_BELOW_COST
    if alert:
        logger.warning("A sold line has no share: %s (line %s).", alert, line.line_id)
    return SaleLine(
        sale_id=sale_id,
        line_ref=line.line_id,
        title=line.title,
        sku=line.sku,
        quantity=line.quantity,
        net_minor=line.net_minor,
        landed_unit_minor=landed,
        share_minor=split.share_minor,
        fund_minor=split.fund_minor,
        reserve_minor=split.reserve_minor,
        policy_id=terms.version,
        alert=alert,
        matures_at=matures_at,
    )


def _post_line(
    order_number: str, line: SaleLine, currency: str, paid_at: datetime
) -> books.Posting:
    """Return one line's entry: its sale, its cost, its share."""
    cost = (line.landed_unit_minor or 0) * line.quantity
    return books.Posting(
        kind="sale",
        key=f"sale:{order_number}:{line.line_ref}",
        effective_on=paid_at.date(),
        reference=order_number,
        currency=currency,
        lines=[
            (chart.ORDER_CLEARING, line.net_minor),
            (chart.SALES, -line.net_minor),
            (chart.COST_OF_GOODS, cost),
            (chart.INVENTORY, -cost),
            (chart.SHARE_EXPENSE, line.share_minor),
            (chart.FUND_PENDING, -line.fund_minor),
            (chart.RESERVE, -line.reserve_minor),
        ],
    )
