"""What a bank line is, as far as the machinery can be sure of it.

Sure means: our own end-to-end id (or the reference that we sent) and the amount that was asked for.
An amount alone is a suggestion, and a person decides.
"""

import re
import uuid
from dataclasses import dataclass

from impact.banking.models import LineMatch, StatementLine
from impact.banking.queries import list_transit_references
from impact.books import chart
from impact.payouts.models import Payout

Kind = LineMatch.Kind
State = Payout.State
WHOLE_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
SHORT_ID = re.compile(r"(?<![0-9A-Z])PAYMENT ([0-9A-F]{12})(?![0-9A-Z])")
EXCHANGE_TOLERANCE = 10
"""A tenth: a foreign payment farther from its rate is looked at by a person."""

COUNTER_ACCOUNTS = {
    Kind.UNMATCHED: chart.SUSPENSE,
    Kind.PAYOUT: chart.PAYOUT_CLEARING,
    Kind.RETURN: chart.PAYOUT_CLEARING,
    Kind.TRANSIT: chart.TRANSIT_CLEARING,
    Kind.FEE: chart.FEES,
    Kind.OWN: chart.GENERAL,
    Kind.CASH: chart.CASH,
}
"""Where the other side of a bank line goes."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a line is, under which reference its entry stands, and the payout when it is one."""

    kind: str
    reference: str
    payout: Payout | None = None


def judge_line(line: StatementLine) -> Verdict:
    """Return what the line is; `unmatched` unless everything agrees."""
    payout = find_named_payout(line)
    if payout is not None:
        kind = Kind.PAYOUT if line.amount_minor < 0 else Kind.RETURN
        if _fits(line, payout):
            return Verdict(kind=kind, reference=payout.reference, payout=payout)
    elif line.is_fee and line.amount_minor < 0:
        return Verdict(kind=Kind.FEE, reference=line.reference)
    elif reference := find_transit(line):
        return Verdict(kind=Kind.TRANSIT, reference=reference)
    return Verdict(kind=Kind.UNMATCHED, reference=line.reference)


def find_named_payout(line: StatementLine) -> Payout | None:
    """Return the payout that the line names by our id or by the reference that we sent."""
    if line.end_to_end_id:
        ids = WHOLE_ID.findall(line.end_to_end_id.replace("-", "").lower())
    else:
        ids = WHOLE_ID.findall(line.text.lower())
    wires = Payout.objects.filter(rail="bank_wire").select_related("draw")
    for found in ids:
        payout = wires.filter(uid=uuid.UUID(found)).first()
        if payout is not None:
            return payout
    for short in SHORT_ID.findall(line.text.upper()):
        first = short.lower()
        within = (
            uuid.UUID(first + "0" * (32 - len(first))),
            uuid.UUID(first + "f" * (32 - len(first))),
        )
        named = list(wires.filter(uid__range=within)[:2])
        if len(named) == 1:
            return named[0]
    return None


def find_transit(line: StatementLine) -> str:
    """Return the reference of the one Stripe payout on its way with this amount; or empty."""
    if line.amount_minor < 0 or "STRIPE" not in f"{line.counterparty} {line.text}".upper():
        return ""
    expected = list_transit_references(amount_minor=line.amount_minor)
    return expected[0] if len(expected) == 1 else ""


def _fits(line: StatementLine, payout: Payout) -> bool:
    """Return whether the line is the payment, or its return, as the payout stands now."""
    if line.amount_minor < 0:
        return payout.state in {State.HELD, State.SUBMITTED} and is_near(
            -line.amount_minor, payout.amount_minor, exactly=not payout.foreign_currency
        )
    return (
        payout.state in {State.SETTLED, State.COMPLETED}
        and payout.paid_minor is not None
        and is_near(line.amount_minor, payout.paid_minor, exactly=not payout.foreign_currency)
    )


def is_near(moved_minor: int, expected_minor: int, *, exactly: bool) -> bool:
    """Return whether the amounts agree: to the cent in dollars, to a tenth across currencies."""
    difference = abs(moved_minor - expected_minor)
    return difference == 0 if exactly else difference * EXCHANGE_TOLERANCE <= expected_minor
