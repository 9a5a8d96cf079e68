"""Booking by hand what came too late, in parts or without a name: one proposes, another agrees.

Only money that waits on the payouts' clearing account or in suspense, only as much as waits, and
never out of a training account.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from impact.books import chart
from impact.books import services as books
from impact.payouts.models import Payout
from impact.reconciliation import queries
from impact.reconciliation.checks.clearing import PAYOUT_UNSEEN, PAYOUT_UNSETTLED, SUSPENSE
from impact.reconciliation.models import Discrepancy, HandBooking
from impact.reconciliation.services.discrepancies import ClosedAlreadyError, resolve
from impact.reconciliation.transfers import PREFIX

Place = HandBooking.Place
KEY = 4_207_312
"""The advisory lock's number, ours alone: one agreement at a time."""
WAITING_ACCOUNTS = {
    PAYOUT_UNSEEN: chart.PAYOUT_CLEARING,
    PAYOUT_UNSETTLED: chart.PAYOUT_CLEARING,
    SUSPENSE: chart.SUSPENSE,
}
"""Where the money of a difference waits; differences of other kinds are no money that waits."""
COSTS = frozenset({Place.GENERAL, Place.FEES, Place.EXCHANGE})
NAMED = frozenset({Place.ORDER, Place.GIFT, Place.TRANSIT})
BANK = "bank:"


class BookingRefusedError(Exception):
    """The difference cannot be booked so; nothing was changed."""


def may_book(row: Discrepancy) -> bool:
    """Return whether the difference is of a kind that can be booked by hand, and still open."""
    is_bank = row.reference.startswith(BANK)
    return row.closed_at is None and row.kind in WAITING_ACCOUNTS and not is_bank


@transaction.atomic
def propose_booking(
    *, discrepancy_id: int, place: str, reference: str, reason: str, actor: str, now: datetime
) -> HandBooking:
    """Propose where the money of a difference goes; nothing moves until another person agrees.

    `reference` names the order, the gift or Stripe's payout when it goes to one. Raises
    `ClosedAlreadyError` or `BookingRefusedError` in words.
    """
    row = Discrepancy.objects.get(pk=discrepancy_id)
    amount_minor = _measure(row)
    account_code = _find_account(row, place, amount_minor)
    name = _find_reference(row, place, reference)
    try:
        with transaction.atomic():
            return HandBooking.objects.create(
                discrepancy=row,
                account_code=account_code,
                reference=name,
                amount_minor=amount_minor,
                reason=reason,
                proposed_by=actor,
                proposed_at=now,
            )
    except IntegrityError as refusal:
        raise BookingRefusedError("Another proposal for this difference waits.") from refusal


@transaction.atomic
def approve_booking(*, booking_id: int, actor: str, now: datetime) -> books.Posted:
    """Post what was proposed, in effect today, and close the difference with its reason.

    Two agreements at once follow one another. Raises `SamePersonError`, `AlreadyDecidedError`,
    `ClosedAlreadyError`, `BookingRefusedError` when another amount waits by now, or what
    `books.post` raises; nothing is changed then.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [KEY])
    booking = _lock_open(booking_id)
    if actor == booking.proposed_by:
        raise books.SamePersonError("Somebody else than who proposed it must agree.")
    row = booking.discrepancy
    if _measure(row) != booking.amount_minor:
        raise BookingRefusedError(
            "Another amount waits by now. Take the proposal back and make a new one."
        )
    posted = books.post(
        books.Posting(
            kind="by-hand",
            key=_name_entry(row, booking),
            effective_on=now.date(),
            lines=[
                (WAITING_ACCOUNTS[row.kind], -booking.amount_minor),
                (booking.account_code, booking.amount_minor),
            ],
            reference=booking.reference,
            actor=actor,
        )
    )
    booking.approved_by, booking.approved_at = actor, now
    booking.entry_id = posted.entry_id
    booking.save(update_fields=["approved_by", "approved_at", "entry"])
    resolve(discrepancy_id=row.pk, actor=actor, reason=booking.reason, now=now)
    return posted


@transaction.atomic
def end_booking(*, booking_id: int, actor: str, reason: str, now: datetime) -> None:
    """Turn a proposal down, or take one's own back; raises `AlreadyDecidedError`."""
    booking = _lock_open(booking_id)
    booking.ended_by, booking.ended_at, booking.ending_reason = actor, now, reason
    booking.save(update_fields=["ended_by", "ended_at", "ending_reason"])


def _lock_open(booking_id: int) -> HandBooking:
    bookings = HandBooking.objects.select_for_update(of=("self",)).select_related("discrepancy")
    booking = bookings.get(pk=booking_id)
    if booking.approved_at or booking.ended_at:
        raise books.AlreadyDecidedError("This proposal was decided before.")
    return booking


def _measure(row: Discrepancy) -> int:
    """Return the cents that wait for the difference, debits positive; refuse what cannot be."""
    if row.closed_at is not None:
        raise ClosedAlreadyError("This was closed before; nothing was changed.")
    if row.kind not in WAITING_ACCOUNTS:
        raise BookingRefusedError("No money waits here: put it right where it arose.")
    if row.reference.startswith(BANK):
        raise BookingRefusedError("What the bank moved is explained at the bank desk.")
    payout = _find_payout(row)
    if payout is not None and payout.state in {Payout.State.HELD, Payout.State.SUBMITTED}:
        raise BookingRefusedError("This payment is still on its way: it settles or is voided.")
    amount_minor = queries.measure_waiting(code=WAITING_ACCOUNTS[row.kind], reference=row.reference)
    if not amount_minor:
        raise BookingRefusedError("Nothing waits in the books: compare again.")
    return amount_minor


def _find_payout(row: Discrepancy) -> Payout | None:
    """Return the payout that the difference is about; None for one that was never ours."""
    try:
        uid = UUID(row.reference.removeprefix(PREFIX))
    except ValueError:
        return None
    return Payout.objects.select_related("draw").filter(uid=uid).first()


def _find_account(row: Discrepancy, place: str, amount_minor: int) -> str:
    """Return the account that the place stands for; refuse one that does not fit."""
    if place in COSTS:
        return place
    if place in NAMED and row.kind == SUSPENSE:
        return place
    payout = _find_payout(row)
    is_paid = payout is not None and payout.state in {
        Payout.State.SETTLED,
        Payout.State.COMPLETED,
    }
    if place == Place.TRAINING and payout is not None and is_paid and amount_minor < 0:
        return payout.draw.books_account
    raise BookingRefusedError("This money cannot go there.")


def _find_reference(row: Discrepancy, place: str, reference: str) -> str:
    """Return what the entry stands under; refuse one that misses, or is not of the place."""
    if place not in NAMED:
        return row.reference
    if not reference:
        raise BookingRefusedError("Say which: the number of the order or gift, or po_….")
    if place != Place.TRANSIT:
        return reference
    if not reference.startswith("po_") or not reference[3:].isalnum():
        raise BookingRefusedError("Stripe's payout has an id that begins with po_.")
    return f"stripe:{reference}"


def _name_entry(row: Discrepancy, booking: HandBooking) -> str:
    """Return the entry's key: an explanation, which suspense knows, or a booking of its own."""
    if row.kind == SUSPENSE:
        return f"{row.reference}{queries.EXPLANATION}"
    return f"{row.reference}:by-hand:{booking.pk}"
