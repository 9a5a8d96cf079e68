"""How a movement at Stripe stands in the books: pure, one rule per type (BOOKS.md).

Every movement debits the Stripe account with its net and the fees with what Stripe kept, and
credits the account that has waited for it with the gross amount.
"""

from dataclasses import dataclass
from datetime import date

from impact.books import chart
from impact.books.services import Posting
from impact.reconciliation.facts import TransactionFact

BOOKS_CURRENCY = "USD"
ORDER_TYPES = frozenset(
    {
        "charge",
        "payment",
        "payment_failure_refund",
        "payment_refund",
        "payment_reversal",
        "refund",
        "refund_failure",
    }
)
DISPUTE_CATEGORIES = frozenset({"dispute", "dispute_reversal"})
TRANSFER_TYPES = frozenset({"transfer", "transfer_cancel", "transfer_failure", "transfer_refund"})
BANK_TYPES = frozenset({"payout", "payout_cancel", "payout_failure"})
FEE_TYPES = frozenset({"stripe_fee", "stripe_fx_fee", "tax_fee"})


@dataclass(frozen=True)
class OtherSide:
    """The account that has waited for a movement, and what it waited for."""

    account_code: str
    reference: str


def find_other_side(fact: TransactionFact) -> OtherSide:
    """Return where the gross amount goes; suspense for whatever nobody can explain."""
    if fact.type in ORDER_TYPES or fact.category in DISPUTE_CATEGORIES:
        if fact.order_number:
            return OtherSide(chart.ORDER_CLEARING, fact.order_number)
        if fact.gift:
            return OtherSide(chart.GIFT_CLEARING, fact.gift)
    if fact.type in TRANSFER_TYPES and fact.payout_uid:
        return OtherSide(chart.PAYOUT_CLEARING, f"payout:{fact.payout_uid}")
    if fact.type in BANK_TYPES and fact.source_id:
        return OtherSide(chart.TRANSIT_CLEARING, f"stripe:{fact.source_id}")
    if fact.type in FEE_TYPES:
        return OtherSide(chart.FEES, f"stripe:{fact.id}")
    return OtherSide(chart.SUSPENSE, f"stripe:{fact.id}")


def build_posting(fact: TransactionFact, other: OtherSide, *, opened_on: date) -> Posting | None:
    """Return the entry of a movement; None when it moves nothing that the books keep.

    A movement of a closed day takes effect on `opened_on`, the first day that is open.
    """
    lines = [
        (chart.STRIPE, fact.net_minor),
        (chart.FEES, fact.fee_minor),
        (other.account_code, -fact.amount_minor),
    ]
    if fact.currency != BOOKS_CURRENCY or not any(cents for _code, cents in lines):
        return None
    if other.account_code == chart.FEES:
        lines = [(chart.STRIPE, fact.net_minor), (chart.FEES, -fact.net_minor)]
    return Posting(
        kind="stripe",
        key=f"stripe:{fact.id}",
        effective_on=max(fact.created_at.date(), opened_on),
        reference=other.reference,
        lines=lines,
    )
