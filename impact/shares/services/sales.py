"""A paid order enters the books, with the share of each of its lines."""

import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from impact.books import chart
from impact.books import services as books
from impact.books.queries import find_open_day
from impact.money import Terms, split_share
from impact.shares import queries
from impact.shares.facts import RecordedOtherwiseError, SoldLine, check_total, fingerprint
from impact.shares.models import SaleLine
from impact.shares.policies import get_share_terms

logger = logging.getLogger(__name__)

ADD_SALE = """
    WITH sale AS (
        INSERT INTO shares_sale (order_number, request_hash, currency, gross_minor,
                                 shipping_minor, tax_minor, paid_at)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT (order_number) DO NOTHING
        RETURNING id
    ), lines AS (
        INSERT INTO shares_saleline (sale_id, line_ref, title, sku, quantity, net_minor,
                                     landed_unit_minor, share_minor, fund_minor, reserve_minor,
                                     policy_id, alert, matures_at, refunded_quantity,
                                     restored_quantity)
        SELECT sale.id, line.*, 0, 0
          FROM sale, jsonb_to_recordset(%s) AS line (
               line_ref bigint, title text, sku text, quantity integer, net_minor bigint,
               landed_unit_minor bigint, share_minor bigint, fund_minor bigint,
               reserve_minor bigint, policy_id integer, alert text, matures_at timestamptz)
    )
    SELECT id FROM sale
"""
"""The sale and its lines in one statement: both, or neither when the order is there already."""


@transaction.atomic(savepoint=False)
def record_sale(  # noqa: PLR0913 - one fact, each of its amounts named
    *,
    order_number: str,
    currency: str,
    gross_minor: int,
    shipping_minor: int,
    tax_minor: int,
    lines: Sequence[SoldLine],
    paid_at: datetime,
    gift_cards_sold_minor: int = 0,
    by_gift_card_minor: int = 0,
) -> bool:
    """Record a paid order and its shares, all in cents; return whether this call did it.

    A gift card that it buys is a debt and no sale: it has no line and no share. What a gift card
    pays is taken off that debt; the shares are those of the goods, however they are paid.

    Runs inside the caller's transaction, in two statements. Safe to call again and from two
    connections at once: the second finds the order recorded. Raises `AmountsDifferError` when the
    parts do not sum to the gross amount and `RecordedOtherwiseError` when the order was recorded
    with other content.
    """
    check_total(
        gross_minor=gross_minor,
        shipping_minor=shipping_minor,
        tax_minor=tax_minor,
        lines=lines,
        gift_cards_minor=gift_cards_sold_minor,
    )
    sold_minor = gross_minor - gift_cards_sold_minor
    totals = (currency, sold_minor, shipping_minor, tax_minor, paid_at)
    contents = [
        (line.line_id, line.quantity, line.net_minor, line.landed_unit_minor) for line in lines
    ]
    terms = get_share_terms(paid_at.date())
    matures_at = paid_at + timedelta(days=settings.RETURN_WINDOW_DAYS)
    sold = [_describe_line(line, terms, matures_at) for line in lines]
    cards = (gift_cards_sold_minor, by_gift_card_minor)
    digest = fingerprint(order_number, totals, contents, *(cards if any(cards) else ()))
    if not _add_sale(order_number=order_number, digest=digest, totals=totals, sold=sold):
        return False
    sides = _list_sides(
        gross_minor=sold_minor,
        shipping_minor=shipping_minor,
        tax_minor=tax_minor,
        sold=sold,
        owed_to_cards_minor=gift_cards_sold_minor - by_gift_card_minor,
    )
    if any(cents for _code, cents in sides):  # a free order of unknown cost moves nothing
        books.post(
            books.Posting(
                kind="sale",
                key=f"sale:{order_number}",
                effective_on=find_open_day(paid_at.date()),
                reference=order_number,
                currency=currency,
                lines=sides,
            )
        )
    return True


def _add_sale(
    *,
    order_number: str,
    digest: str,
    totals: tuple[str, int, int, int, datetime],
    sold: list[dict[str, Any]],
) -> bool:
    """Insert the sale and its lines; False when the same sale is there already."""
    with connection.cursor() as cursor:
        cursor.execute(ADD_SALE, [order_number, digest, *totals, json.dumps(sold)])
        if cursor.fetchone() is not None:
            return True
    if queries.get_sale(order_number).request_hash != digest:
        message = f"Order {order_number} was recorded before with other content."
        raise RecordedOtherwiseError(message)
    return False


def _describe_line(line: SoldLine, terms: Terms, matures_at: datetime) -> dict[str, Any]:
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
    return {
        "line_ref": line.line_id,
        "title": line.title,
        "sku": line.sku,
        "quantity": line.quantity,
        "net_minor": line.net_minor,
        "landed_unit_minor": landed,
        "share_minor": split.share_minor,
        "fund_minor": split.fund_minor,
        "reserve_minor": split.reserve_minor,
        "policy_id": terms.version,
        "alert": alert,
        "matures_at": matures_at.isoformat(),
    }


def _list_sides(
    *,
    gross_minor: int,
    shipping_minor: int,
    tax_minor: int,
    sold: list[dict[str, Any]],
    owed_to_cards_minor: int,
) -> list[tuple[str, int]]:
    """Return the sides of the whole sale: its money, its cost, its share, and gift cards.

    Our debt to holders of gift cards grows by one that is bought, which Stripe has yet to show in
    the clearing, and shrinks by what one pays, which Stripe never shows.
    """
    cost = sum((line["landed_unit_minor"] or 0) * line["quantity"] for line in sold)
    fund = sum(line["fund_minor"] for line in sold)
    reserve = sum(line["reserve_minor"] for line in sold)
    return [
        (chart.ORDER_CLEARING, gross_minor + owed_to_cards_minor),
        (chart.GIFT_CARDS, -owed_to_cards_minor),
        (chart.SALES, shipping_minor + tax_minor - gross_minor),
        (chart.SHIPPING, -shipping_minor),
        (chart.SALES_TAX, -tax_minor),
        (chart.COST_OF_GOODS, cost),
        (chart.INVENTORY, -cost),
        (chart.SHARE_EXPENSE, fund + reserve),
        (chart.FUND_PENDING, -fund),
        (chart.RESERVE, -reserve),
    ]
