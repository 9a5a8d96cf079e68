"""The books hold what the bank holds, and no statement is missing in between."""

from impact.banking.queries import get_bank_position, list_gaps
from impact.reconciliation.checks.findings import Check, Finding, Moment
from nomi.platform.screens import format_minor

BANK_DIFFERS = "bank differs"
STATEMENT_MISSING = "statement missing"


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


CHECKS = (
    Check(kinds=frozenset({BANK_DIFFERS}), needs_stripe=False, find=check_bank),
    Check(kinds=frozenset({STATEMENT_MISSING}), needs_stripe=False, find=check_statements),
)
