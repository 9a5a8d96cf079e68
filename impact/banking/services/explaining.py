"""Booking a bank line: by itself when it is sure, out of suspense when a person says what it is."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from impact.banking.models import LineMatch, StatementLine
from impact.banking.refusals import AlreadyExplainedError, WrongExplanationError
from impact.banking.services.matching import COUNTER_ACCOUNTS, Verdict, judge_line
from impact.books import chart
from impact.books import services as books
from impact.books.queries import find_open_day
from impact.payouts.models import Payout
from impact.payouts.refusals import UNFIT_EVIDENCE
from impact.payouts.services.desk_lock import lock_bank_desk
from impact.payouts.services.progress import return_payout, settle_payout

Kind = LineMatch.Kind
FARTHEST = 2
"""A line of more than double the payout, or less than half, is not its payment."""


def book_line(line: StatementLine, *, now: datetime) -> LineMatch:
    """Book a line that was just imported; what nobody can be sure of goes to suspense.

    The bank account moves by exactly this entry, `bank:<line uid>`, whatever the line is. A day
    that is closed by now gives way to the first open one.
    """
    verdict = judge_line(line)
    if verdict.payout is not None:
        try:
            with transaction.atomic():
                _move_payout(line, verdict, actor="system", now=now)
        except UNFIT_EVIDENCE:
            verdict = Verdict(kind=Kind.UNMATCHED, reference=line.reference)
    return _book(line, verdict, source=chart.BANK, key=line.reference, actor="system", now=now)


@transaction.atomic
def explain_line(
    *,
    line_uid: UUID | str,
    kind: str,
    actor: str,
    reason: str,
    now: datetime,
    payout_uid: UUID | str | None = None,
    reference: str = "",
) -> LineMatch:
    """Say what an unmatched line is: its money moves out of suspense by a new entry.

    `reference` is the Stripe payout's id for what arrived from Stripe. Raises
    `AlreadyExplainedError`, `WrongExplanationError` or a `PayoutRefusedError`, nothing changed.
    """
    lock_bank_desk()
    line = StatementLine.objects.get(uid=line_uid)
    if line.matches.exclude(kind=Kind.UNMATCHED).exists():
        raise AlreadyExplainedError("This line was explained before; it is booked as that.")
    verdict = _take_word(line, kind=kind, payout_uid=payout_uid, reference=reference)
    if verdict.payout is not None:
        _move_payout(line, verdict, actor=actor, now=now)
    return _book(
        line,
        verdict,
        source=chart.SUSPENSE,
        key=f"{line.reference}:explain",
        actor=actor,
        now=now,
        reason=reason,
    )


def _take_word(
    line: StatementLine, *, kind: str, payout_uid: UUID | str | None, reference: str
) -> Verdict:
    """Return what the person says, or refuse what cannot be."""
    if kind in {Kind.PAYOUT, Kind.RETURN}:
        return _take_word_on_payout(line, kind, payout_uid)
    if kind == Kind.TRANSIT:
        if line.amount_minor < 0:
            raise WrongExplanationError("Money from Stripe comes in; this line went out.")
        if not reference.startswith("po_") or not reference[3:].isalnum():
            raise WrongExplanationError("Stripe’s payout has an id that begins with po_.")
        return Verdict(kind=kind, reference=f"stripe:{reference}")
    if kind in {Kind.FEE, Kind.OWN, Kind.CASH}:
        return Verdict(kind=kind, reference=line.reference)
    raise WrongExplanationError("Choose what the line is.")


def _take_word_on_payout(line: StatementLine, kind: str, payout_uid: UUID | str | None) -> Verdict:
    """Return the payout that the line is said to be; refuse the wrong way and far-off amounts."""
    payouts = Payout.objects.filter(rail="bank_wire").select_related("draw")
    payout = payouts.filter(uid=payout_uid).first() if payout_uid else None
    if payout is None:
        raise WrongExplanationError("There is no payout with this number.")
    if (kind == Kind.PAYOUT) != (line.amount_minor < 0):
        raise WrongExplanationError("A payout goes out and a return comes in; this line does not.")
    if kind == Kind.RETURN and payout.state == Payout.State.RETURNED:
        raise WrongExplanationError("It came back before; say what this money is.")
    moved, asked = abs(line.amount_minor), payout.amount_minor
    if moved > asked * FARTHEST or moved * FARTHEST < asked:
        raise WrongExplanationError(
            "The amounts are too far apart: the line is more than double the payout, or less than"
            " half of it."
        )
    if LineMatch.objects.filter(payout=payout, kind=kind).exists():
        raise WrongExplanationError("Another line of the bank is this payout already.")
    return Verdict(kind=kind, reference=payout.reference, payout=payout)


def _move_payout(line: StatementLine, verdict: Verdict, *, actor: str, now: datetime) -> None:
    """Settle the payout, or take it back, with the line as evidence."""
    assert verdict.payout is not None  # noqa: S101 - for the type checker
    day = find_open_day(line.booked_on)
    facts: dict[str, Any] = {
        "payout_uid": verdict.payout.uid,
        "reference": line.bank_reference,
        "actor": actor,
        "now": now,
    }
    if verdict.kind == Kind.PAYOUT:
        settle_payout(paid_minor=-line.amount_minor, settled_on=day, **facts)
    else:
        return_payout(returned_minor=line.amount_minor, returned_on=day, **facts)


def _book(
    line: StatementLine,
    verdict: Verdict,
    *,
    source: str,
    key: str,
    actor: str,
    now: datetime,
    reason: str = "",
) -> LineMatch:
    """Post the line's amount between `source` and where it belongs, and keep the match."""
    posted = books.post(
        books.Posting(
            kind="bank-line",
            key=key,
            effective_on=find_open_day(line.booked_on) if source == chart.BANK else now.date(),
            lines=[
                (source, line.amount_minor),
                (COUNTER_ACCOUNTS[Kind(verdict.kind)], -line.amount_minor),
            ],
            reference=verdict.reference,
            actor=actor,
        )
    )
    return LineMatch.objects.create(
        line=line,
        kind=verdict.kind,
        payout=verdict.payout,
        reference=verdict.reference,
        entry_id=posted.entry_id,
        actor=actor,
        reason=reason,
        at=now,
    )
