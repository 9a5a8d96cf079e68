"""The books hold what the bank holds, no statement is missing, and wires are seen leaving."""

from datetime import timedelta

from django.conf import settings

from impact.banking.queries import get_bank_position, list_gaps
from impact.reconciliation.checks.findings import Check, Finding, Moment
from impact.reconciliation.transfers import list_unseen
from nomi.platform.amounts import format_minor

BANK_DIFFERS = "bank differs"
STATEMENT_MISSING = "statement missing"
WIRE_UNSEEN = "wire not seen leaving"


def check_bank(_moment: Moment) -> list[Finding]:
    """Compare the bank account in the books with the latest statement's closing balance.

    What stands on a missing statement explains itself when that is imported.
    """
    position = get_bank_position()
    unexplained = position.difference_minor + sum(gap.missing_minor for gap in list_gaps())
    if position.as_of is None or not unexplained:
        return []
    words = (
        f"On {position.as_of} the bank held {format_minor(position.statement_minor)}; the books say"
        f" {format_minor(position.books_minor)}."
    )
    return [
        Finding(
            kind=BANK_DIFFERS,
            reference="",
            words=words,
            amount_minor=unexplained,
            is_blocking=True,
        )
    ]


def check_statements(_moment: Moment) -> list[Finding]:
    """Find statements that do not open with what came before them."""
    return [
        Finding(
            kind=STATEMENT_MISSING,
            reference=f"before {gap.statement_id}",
            words=gap.words,
            amount_minor=gap.missing_minor,
        )
        for gap in list_gaps()
    ]


def check_wires(moment: Moment) -> list[Finding]:
    """Find wires that were handed to the bank long ago and that no statement shows."""
    days = settings.PAYOUT_WIRE_DAYS
    return [
        Finding(
            kind=WIRE_UNSEEN,
            reference=payout.reference,
            words=(
                f"{payout.reference}: {format_minor(payout.amount_minor)} was sent by wire more"
                f" than {days} days ago, and no statement shows it leaving. Ask the bank; note its"
                " refusal on the wire's page."
            ),
            amount_minor=-payout.amount_minor,
        )
        for payout in list_unseen(rail="bank_wire", sent_before=moment.now - timedelta(days=days))
    ]


CHECKS = (
    Check(kinds=frozenset({BANK_DIFFERS}), needs_stripe=False, find=check_bank),
    Check(kinds=frozenset({STATEMENT_MISSING}), needs_stripe=False, find=check_statements),
    Check(kinds=frozenset({WIRE_UNSEEN}), needs_stripe=False, find=check_wires),
)
