"""What is held in trust is there, and the books add up."""

from impact.books.queries import list_faults
from impact.reconciliation import queries
from impact.reconciliation.checks.findings import Check, Finding, Moment
from nomi.platform.amounts import format_minor

COVER = "trust not covered"
BOOKS = "books do not add up"


def check_cover(_moment: Moment) -> list[Finding]:
    """Compare what Stripe and the bank hold with what is owed to funds, accounts and others."""
    cover = queries.measure_cover()
    if cover.missing_minor <= 0:
        return []
    words = (
        f"Stripe holds {format_minor(cover.stripe_minor)} and the bank"
        f" {format_minor(cover.bank_minor)}, but {format_minor(cover.trust_minor)} is held in"
        f" trust: {format_minor(cover.missing_minor)} is missing."
    )
    return [
        Finding(
            kind=COVER,
            reference="",
            words=words,
            amount_minor=-cover.missing_minor,
            is_blocking=True,
        )
    ]


def check_books(_moment: Moment) -> list[Finding]:
    """Find balances that are not the sum of their lines, and entries that do not balance."""
    return [
        Finding(kind=BOOKS, reference=words[:200], words=words, amount_minor=0, is_blocking=True)
        for words in list_faults()
    ]


CHECKS = (
    Check(kinds=frozenset({COVER}), needs_stripe=True, find=check_cover),
    Check(kinds=frozenset({BOOKS}), needs_stripe=False, find=check_books),
)
