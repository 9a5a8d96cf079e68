"""Undoing an entry: one person proposes, another approves, and a new entry says the opposite."""

from datetime import datetime

from django.db import IntegrityError, transaction

from impact.books.models import Correction, Entry
from impact.books.services.posting import Posted, Posting, post
from impact.books.services.refusals import AlreadyUndoneError

LONGEST_KEY = 200
BOUND_KINDS = "payout-"
"""First letters of the kinds of entries that no correction may undo."""


class SamePersonError(Exception):
    """Whoever proposed a correction may not approve it; nothing was posted."""


class AlreadyDecidedError(Exception):
    """The correction was approved or rejected before; nothing was changed."""


class BoundEntryError(Exception):
    """The entry is one step of a payment on its way: undoing it here would pay it twice."""


class NoReasonError(Exception):
    """A correction, or its rejection, needs a reason; nothing was changed."""


def is_bound(entry: Entry) -> bool:
    """Return whether the entry is a step of something that keeps its own state."""
    return entry.kind.startswith(BOUND_KINDS)


def propose_reversal(*, entry_key: str, reason: str, actor: str, now: datetime) -> Correction:
    """Propose to undo an entry; nothing moves until another person approves.

    Raises `Entry.DoesNotExist`, `NoReasonError`, `BoundEntryError`, or `AlreadyUndoneError` when
    the entry is undone or a proposal for it waits.
    """
    entry = Entry.objects.get(key=entry_key)
    _refuse_empty(reason)
    if is_bound(entry):
        raise BoundEntryError("A step of a payment is taken back at its draw, not by a correction.")
    if entry.reversals.exists():
        raise AlreadyUndoneError(f"{entry_key} is undone already.")
    try:
        with transaction.atomic():
            return Correction.objects.create(
                entry=entry, reason=reason.strip(), proposed_by=actor, proposed_at=now
            )
    except IntegrityError as refusal:
        words = f"A proposal to undo {entry_key} waits, or was approved."
        raise AlreadyUndoneError(words) from refusal


@transaction.atomic
def approve_reversal(*, correction_id: int, actor: str, now: datetime) -> Posted:
    """Post the opposite of the proposed entry, in effect today, and keep who approved it.

    Two approvals at once follow one another, and the second finds it decided. Raises
    `SamePersonError`, `AlreadyDecidedError`, or what `post_batch` raises: `OverdrawnError` when an
    account no longer holds what the reversal would take. Nothing is changed then.
    """
    correction = _lock_open(correction_id)
    if actor == correction.proposed_by:
        raise SamePersonError("Somebody else than who proposed it must approve it.")
    entry = correction.entry
    if is_bound(entry):
        raise BoundEntryError("A step of a payment is taken back at its draw, not by a correction.")
    lines = list(entry.lines.select_related("account").order_by("number"))
    key = f"reverse:{entry.key}"
    posted = post(
        Posting(
            kind="reversal",
            key=key if len(key) <= LONGEST_KEY else f"reverse:#{entry.pk}",
            effective_on=now.date(),
            lines=[(line.account.code, -line.amount_minor) for line in lines],
            reference=entry.reference,
            actor=actor,
            currency=lines[0].currency,
            reverses=entry.pk,
        )
    )
    correction.approved_by, correction.approved_at = actor, now
    correction.made_id = posted.entry_id
    correction.save(update_fields=["approved_by", "approved_at", "made"])
    return posted


@transaction.atomic
def reject_reversal(*, correction_id: int, actor: str, reason: str, now: datetime) -> None:
    """Turn a proposal down, with a reason; its own author may take it back so.

    Raises `AlreadyDecidedError` or `NoReasonError`.
    """
    correction = _lock_open(correction_id)
    _refuse_empty(reason)
    correction.rejected_by, correction.rejected_at = actor, now
    correction.rejection_reason = reason.strip()
    correction.save(update_fields=["rejected_by", "rejected_at", "rejection_reason"])


def _lock_open(correction_id: int) -> Correction:
    """Lock the correction and return it; raise `AlreadyDecidedError` when it is decided."""
    rows = Correction.objects.select_for_update(of=("self",)).select_related("entry")
    correction = rows.get(pk=correction_id)
    if correction.approved_at or correction.rejected_at:
        raise AlreadyDecidedError("This correction was decided before.")
    return correction


def _refuse_empty(reason: str) -> None:
    if not reason.strip():
        raise NoReasonError("Say why. The reason is kept with the correction.")
