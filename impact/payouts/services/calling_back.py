"""Calling a held payout back: only when its rail can prove that nothing left.

A wire leaves by a payment file, and a held one is in none. A transfer may have left although nobody
heard the answer, so Stripe is asked first. A time-out proves nothing and voids nothing.
"""

import uuid
from datetime import datetime

from django.db import transaction

from impact.payouts import gateway
from impact.payouts.models import Payout, TrainingProvider
from impact.payouts.refusals import WrongStateError
from impact.payouts.services.claiming import find_wait
from impact.payouts.services.desk_lock import lock_bank_desk
from impact.payouts.services.progress import lock_payout, void_payout
from impact.payouts.services.stripe_rail import LEASE

SILENT = "Stripe did not answer, so nobody knows whether the money left. Nothing was voided."
UNDER_WAY = "It is being sent this moment. Try again in a quarter of an hour."
HAS_LEFT = "Stripe made the transfer {id}: the money has left. It settles when the movement comes."
TRIED_MEANWHILE = "Somebody tried to send it meanwhile. Nothing was voided; try again."


def void_unsent_payout(
    *, payout_uid: uuid.UUID | str, reason: str, actor: str, now: datetime
) -> bool:
    """Void a held payout that has not left; return whether this call did it.

    Asks Stripe about a transfer that was tried, so it may not run inside a transaction. Raises
    `UnknownPayoutError`, or `WrongStateError` in words when the money has left or may have.
    """
    tries = _hold_back(payout_uid=payout_uid, now=now)
    if tries:
        _refuse_transfer(payout_uid)
    return _void(payout_uid=payout_uid, tries=tries, reason=reason, actor=actor, now=now)


@transaction.atomic(durable=True)
def _hold_back(*, payout_uid: uuid.UUID | str, now: datetime) -> int:
    """Keep a payout that may be at Stripe from its sender for a while; return how often it tried.

    Returns 0 when nothing can have left. Raises `WrongStateError` while a sender may have it: its
    lease must be over, so that no call of his is still under way.
    """
    payout = lock_payout(payout_uid)
    _refuse_sent(payout)
    if payout.rail != TrainingProvider.Rail.STRIPE_TRANSFER or not payout.tries:
        return 0
    claimed_at = payout.next_try_at - find_wait(tries=payout.tries, lease=LEASE)
    if now < claimed_at + LEASE:
        raise WrongStateError(UNDER_WAY)
    payout.next_try_at = max(payout.next_try_at, now + LEASE)
    payout.save(update_fields=["next_try_at"])
    return payout.tries


def _refuse_transfer(payout_uid: uuid.UUID | str) -> None:
    """Raise `WrongStateError` unless Stripe says that it has no transfer for the payout."""
    try:
        found = gateway.find_transfer(payout_uid=str(payout_uid))
    except (gateway.StripeUnavailable, gateway.StripeRefused) as error:
        raise WrongStateError(SILENT) from error
    if found is not None:
        raise WrongStateError(HAS_LEFT.format(id=found))


@transaction.atomic
def _void(
    *, payout_uid: uuid.UUID | str, tries: int, reason: str, actor: str, now: datetime
) -> bool:
    """Void the payout under the bank desk's lock, if nobody has tried to send it since."""
    lock_bank_desk()
    payout = lock_payout(payout_uid)
    _refuse_sent(payout)
    if payout.rail == TrainingProvider.Rail.STRIPE_TRANSFER and payout.tries != tries:
        raise WrongStateError(TRIED_MEANWHILE)
    return void_payout(payout_uid=payout_uid, reason=reason, actor=actor, now=now)


def _refuse_sent(payout: Payout) -> None:
    if payout.state != Payout.State.HELD:
        raise WrongStateError("Its sending has begun: only evidence can void it now.")
