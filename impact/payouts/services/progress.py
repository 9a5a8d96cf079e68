"""The life of a payout after its release: sent, settled, voided, returned, completed.

Every step is safe to repeat. A step that the evidence contradicts is refused by name.
"""

import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction

from impact.books import services as books
from impact.books.chart import EXCHANGE_DIFFERENCES, PAYOUT_CLEARING
from impact.payouts.models import Attachment, Payout
from impact.payouts.refusals import (
    SettledOtherwiseError,
    UnknownPayoutError,
    WrongAmountError,
    WrongStateError,
    named_refusals,
)
from impact.payouts.services.facts import tell_of_draw
from impact.payouts.services.proofs import free_provider

State = Payout.State
PAID = (State.SETTLED, State.COMPLETED, State.RETURNED)


def lock_payout(payout_uid: uuid.UUID | str) -> Payout:
    """Return the payout, locked; raise `UnknownPayoutError` when there is none."""
    payouts = Payout.objects.select_related("draw__provider").select_for_update(of=("self",))
    payout = payouts.filter(uid=payout_uid).first()
    if payout is None:
        raise UnknownPayoutError("There is no payout with this number.")
    return payout


@transaction.atomic
def mark_submitted(
    *, payout_uid: uuid.UUID | str, reference: str, now: datetime, actor: str = "system"
) -> bool:
    """Note that the rail has the payment, under its reference; return whether this call did.

    Raises `SettledOtherwiseError` for another reference, `WrongStateError` when it was voided, and
    whatever keeps money from leaving.
    """
    payout = lock_payout(payout_uid)
    if payout.state != State.HELD:
        _expect(payout, state=(State.SUBMITTED, *PAID), external_reference=reference)
        return False
    payout.state = State.SUBMITTED
    payout.external_reference = reference
    payout.submitted_at = now
    payout.error = ""
    _save(payout, "state", "external_reference", "submitted_at", "error")
    tell_of_draw(payout.draw, what="sent", actor=actor, now=now, words=reference)
    return True


@transaction.atomic
def note_failed_try(*, payout_uid: uuid.UUID | str, error: str, now: datetime) -> None:
    """Keep why a try to send failed; the payout stays held and is tried again when due."""
    payout = lock_payout(payout_uid)
    if payout.state == State.HELD:
        payout.error = error[:500]
        _save(payout, "error")
        tell_of_draw(payout.draw, what="try failed", actor="system", now=now, words=error)


@transaction.atomic
def settle_payout(
    *,
    payout_uid: uuid.UUID | str,
    paid_minor: int,
    reference: str,
    settled_on: date,
    actor: str,
    now: datetime,
) -> bool:
    """Book that the money left, on evidence alone: a bank's line or Stripe's own movement.

    `paid_minor` are the US cents that left us; a difference falls on the organisation. Returns
    whether this call did it. Raises `SettledOtherwiseError` or `WrongStateError`, nothing changed.
    """
    _check_moved(paid_minor)
    payout = lock_payout(payout_uid)
    if payout.state in PAID:
        _expect(payout, state=PAID, external_reference=reference, paid_minor=paid_minor)
        return False
    if payout.state == State.VOIDED:
        raise WrongStateError("Money left for a payout that was voided.")
    posted = books.post(
        books.Posting(
            kind="payout-settle",
            key=f"{payout.reference}:settle",
            effective_on=settled_on,
            lines=[
                (payout.draw.committed_account, payout.amount_minor),
                (PAYOUT_CLEARING, -paid_minor),
                (EXCHANGE_DIFFERENCES, paid_minor - payout.amount_minor),
            ],
            reference=payout.reference,
            actor=actor,
            resolves=payout.hold_entry_id,
        )
    )
    payout.state = State.SETTLED
    payout.resolving_entry_id = posted.entry_id
    payout.external_reference = reference
    payout.paid_minor = paid_minor
    payout.settled_at = now
    payout.error = ""
    _save(
        payout,
        "state",
        "resolving_entry",
        "external_reference",
        "paid_minor",
        "settled_at",
        "error",
    )
    tell_of_draw(payout.draw, what="paid", actor=actor, now=now, words=reference)
    return True


@transaction.atomic
def void_payout(*, payout_uid: uuid.UUID | str, reason: str, actor: str, now: datetime) -> bool:
    """Give the money back to the training account, on evidence that none left.

    A time-out is no such evidence. Returns whether this call did it; raises `WrongStateError` once
    money was seen leaving.
    """
    payout = lock_payout(payout_uid)
    if payout.state == State.VOIDED:
        return False
    if payout.state in PAID:
        raise WrongStateError("The money has left: what comes back is a return.")
    posted = books.post(
        books.Posting(
            kind="payout-void",
            key=f"{payout.reference}:void",
            effective_on=now.date(),
            lines=[
                (payout.draw.committed_account, payout.amount_minor),
                (payout.draw.books_account, -payout.amount_minor),
            ],
            reference=payout.reference,
            actor=actor,
            resolves=payout.hold_entry_id,
        )
    )
    payout.state = State.VOIDED
    payout.resolving_entry_id = posted.entry_id
    payout.error = reason[:500]
    _save(payout, "state", "resolving_entry", "error")
    tell_of_draw(payout.draw, what="voided", actor=actor, now=now, words=reason)
    return True


@transaction.atomic
def return_payout(
    *,
    payout_uid: uuid.UUID | str,
    returned_minor: int,
    reference: str,
    returned_on: date,
    actor: str,
    now: datetime,
) -> bool:
    """Book money that came back: her account gets all of it back, we bear what is missing.

    Returns whether this call did it; raises `WrongStateError` unless the payout was settled.
    """
    _check_moved(returned_minor)
    payout = lock_payout(payout_uid)
    if payout.state not in PAID:
        raise WrongStateError("Only money that has left can come back.")
    posted = books.post(
        books.Posting(
            kind="payout-return",
            key=f"{payout.reference}:return",
            effective_on=returned_on,
            lines=[
                (PAYOUT_CLEARING, returned_minor),
                (payout.draw.books_account, -payout.amount_minor),
                (EXCHANGE_DIFFERENCES, payout.amount_minor - returned_minor),
            ],
            reference=payout.reference,
            actor=actor,
        )
    )
    if not posted.is_new:
        return False
    payout.state = State.RETURNED
    payout.return_entry_id = posted.entry_id
    _save(payout, "state", "return_entry")
    tell_of_draw(payout.draw, what="came back", actor=actor, now=now, words=reference)
    free_provider(provider_id=payout.draw.provider_id, actor=actor, now=now)
    return True


@transaction.atomic
def complete_payout(
    *, payout_uid: uuid.UUID | str, proof: Attachment, actor: str, now: datetime
) -> bool:
    """Close a paid payout with its proof; the provider goes free when this was the last overdue.

    Returns whether this call did it; raises `WrongStateError` unless it was settled.
    """
    payout = lock_payout(payout_uid)
    if payout.state == State.COMPLETED:
        return False
    payout.state = State.COMPLETED
    payout.proof = proof
    payout.completed_at = now
    payout.proof_overdue_at = None
    _save(payout, "state", "proof", "completed_at", "proof_overdue_at")
    tell_of_draw(payout.draw, what="completed", actor=actor, now=now)
    free_provider(provider_id=payout.draw.provider_id, actor=actor, now=now)
    return True


def _check_moved(amount_minor: object) -> None:
    if type(amount_minor) is not int or amount_minor < 0:
        raise WrongAmountError("An amount is a whole number of cents, not below zero.")


def _save(payout: Payout, *fields: str) -> None:
    with named_refusals():
        payout.save(update_fields=fields)


def _expect(payout: Payout, *, state: tuple[str, ...], **figures: Any) -> None:
    """Raise unless the payout stands in one of the states with these very figures."""
    if payout.state not in state:
        raise WrongStateError(f"This payout is {payout.get_state_display()}.")
    if any(getattr(payout, name) != value for name, value in figures.items()):
        raise SettledOtherwiseError("This payout was noted before with other figures.")
