"""A paid order to test with: two totes and a card holder."""

from datetime import UTC, datetime
from typing import Any

from impact import api
from shop.events import PaidLine, RefundedLine

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TOTES = PaidLine(
    line_id=1, title="Tote", sku="TOTE-1", quantity=2, net_minor=3_600, landed_unit_minor=1_320
)
CARD_HOLDER = PaidLine(
    line_id=2, title="Card holder", sku="CARD", quantity=1, net_minor=3_200, landed_unit_minor=2_450
)


def sell(order_number: str = "N-1", **changes: Any) -> bool:
    """Record the order: $36.00 + $32.00 + $7.00 shipping + $3.00 tax."""
    sale = {
        "order_number": order_number,
        "currency": "USD",
        "gross_minor": 7_800,
        "shipping_minor": 700,
        "tax_minor": 300,
        "lines": [TOTES, CARD_HOLDER],
        "paid_at": NOON,
    }
    return api.record_sale(**{**sale, **changes})


def give_back(refund_id: str = "R-1", *, pieces: int = 1, **changes: Any) -> bool:
    """Refund so many of the totes at $18.00 each."""
    refund = {
        "order_number": "N-1",
        "refund_id": refund_id,
        "currency": "USD",
        "gross_minor": 1_800 * pieces,
        "shipping_minor": 0,
        "tax_minor": 0,
        "lines": [RefundedLine(line_id=1, quantity=pieces, net_minor=1_800 * pieces)],
        "refunded_at": NOON,
    }
    return api.record_refund(**{**refund, **changes})
