"""Differences are opened, seen again, taken on, explained, and closed when they are gone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from impact.books import halts
from impact.reconciliation import queries
from impact.reconciliation.checks.findings import Finding
from impact.reconciliation.models import Discrepancy

SYSTEM = "system"
GONE = "The comparison no longer finds it."
CLEAR = "No difference that stops payouts is open any more."


class ClosedAlreadyError(Exception):
    """The discrepancy is closed; nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What the findings of a run came to."""

    opened: list[int]
    closed_count: int


@transaction.atomic
def keep_findings(*, findings: Sequence[Finding], kinds: Collection[str], now: datetime) -> Kept:
    """Open what is new, bring up to date what is still there, close what is gone.

    Only the `kinds` that were looked for can be gone. What a person has explained stays closed as
    long as its amount is the same, unless it is of the sort that stops payouts: that is opened
    again until it is gone.
    """
    open_rows = {
        (row.kind, row.reference): row
        for row in Discrepancy.objects.open().select_for_update().order_by("pk")
    }
    found = {(finding.kind, finding.reference): finding for finding in findings}
    opened = []
    for name, finding in found.items():
        if row := open_rows.get(name):
            row.words, row.amount_minor, row.last_seen_at = finding.words, finding.amount_minor, now
            row.save(update_fields=["words", "amount_minor", "last_seen_at"])
        elif not _is_explained(finding):
            opened.append(_open(finding, now=now).pk)
    gone = [row.pk for name, row in open_rows.items() if row.kind in kinds and name not in found]
    Discrepancy.objects.filter(pk__in=gone).update(
        closed_at=now, closed_by=SYSTEM, ending=Discrepancy.Ending.GONE, resolution=GONE
    )
    keep_halt(now=now)
    return Kept(opened=opened, closed_count=len(gone))


def _is_explained(finding: Finding) -> bool:
    if finding.is_blocking:
        return False
    latest = (
        Discrepancy.objects.filter(kind=finding.kind, reference=finding.reference)
        .order_by("-pk")
        .first()
    )
    return (
        latest is not None
        and latest.ending == Discrepancy.Ending.RESOLVED
        and latest.amount_minor == finding.amount_minor
    )


def _open(finding: Finding, *, now: datetime) -> Discrepancy:
    return Discrepancy.objects.create(
        kind=finding.kind,
        reference=finding.reference,
        words=finding.words,
        amount_minor=finding.amount_minor,
        is_blocking=finding.is_blocking,
        found_at=now,
        last_seen_at=now,
    )


def keep_halt(*, now: datetime) -> None:
    """Stop payouts while a blocking difference is open; let them go when none is any more.

    Looks at the differences behind the lock of the cause, so that what another transaction was
    about to open or close is seen.
    """
    halts.lock_cause(halts.OPEN_DIFFERENCE)
    if words := queries.list_blocking_words():
        halts.raise_halt(cause=halts.OPEN_DIFFERENCE, words=words, now=now)
        return
    for halt in halts.find_halts():
        if halt.cause == halts.OPEN_DIFFERENCE:
            halts.lift_halt(halt_id=halt.pk, actor=SYSTEM, reason=CLEAR, now=now)


@transaction.atomic
def take_on(*, discrepancy_id: int, actor: str) -> None:
    """Say who looks into it. Raises `ClosedAlreadyError`."""
    row = _lock_open(discrepancy_id)
    row.owner = actor
    row.save(update_fields=["owner"])


@transaction.atomic
def resolve(*, discrepancy_id: int, actor: str, reason: str, now: datetime) -> None:
    """Close a difference with its explanation; see `keep_findings` for what stays closed.

    Raises `ClosedAlreadyError`. The books are not touched: a correction is an entry of its own.
    """
    row = _lock_open(discrepancy_id)
    row.closed_at, row.closed_by, row.resolution = now, actor, reason
    row.ending = Discrepancy.Ending.RESOLVED
    row.save(update_fields=["closed_at", "closed_by", "resolution", "ending"])
    keep_halt(now=now)


def _lock_open(discrepancy_id: int) -> Discrepancy:
    row = Discrepancy.objects.select_for_update(of=("self",)).get(pk=discrepancy_id)
    if row.closed_at is not None:
        raise ClosedAlreadyError("This was closed before; nothing was changed.")
    return row
