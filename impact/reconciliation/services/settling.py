"""Stripe's own movements settle payouts, and return them: evidence, never an answer to a call."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from impact.books.queries import find_open_day
from impact.payouts.refusals import UNFIT_EVIDENCE
from impact.payouts.services import return_payout, settle_payout
from impact.reconciliation import transfers

logger = logging.getLogger(__name__)


def apply_transfers(*, now: datetime) -> None:
    """Settle each payout whose transfer was imported, return each that came back whole.

    Safe to repeat. What a payout refuses stays on its clearing account, where the comparison finds
    it. A payout that timed out is settled like any other: the movement is the proof.
    """
    for movement in transfers.list_transfers_to_settle():
        _try(
            partial(
                settle_payout,
                payout_uid=movement.payout_uid,
                paid_minor=movement.amount_minor,
                reference=movement.transfer_id,
                settled_on=find_open_day(movement.moved_on),
                actor="system",
                now=now,
            )
        )
    for movement in transfers.list_transfers_to_return():
        _try(
            partial(
                return_payout,
                payout_uid=movement.payout_uid,
                returned_minor=movement.amount_minor,
                reference=movement.transfer_id,
                returned_on=find_open_day(movement.moved_on),
                actor="system",
                now=now,
            )
        )


def _try(step: Callable[[], bool]) -> None:
    try:
        step()
    except UNFIT_EVIDENCE as refusal:
        logger.warning("A movement at Stripe fits no payout: %s.", type(refusal).__name__)
