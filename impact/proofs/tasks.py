"""The log, by the clock."""

import logging
from typing import Any

from celery import shared_task
from django.utils import timezone

from impact.proofs.services import checkpoints, sealing, verification

logger = logging.getLogger(__name__)


@shared_task(acks_late=True)
def seal_entries(**_newer: Any) -> None:
    """Seal what was posted since. Running it twice does nothing the second time."""
    sealing.seal_entries(now=timezone.now())


@shared_task(acks_late=True)
def make_checkpoint(**_newer: Any) -> None:
    """Publish the head of the log when it is due. Running it twice does nothing the second time."""
    checkpoints.make_due_checkpoint(now=timezone.now())


@shared_task(acks_late=True, time_limit=900, soft_time_limit=870)
def verify_books(**_newer: Any) -> None:
    """Prove the books and the log; whatever is wrong stops payouts.

    Its words name accounts and balances: they stand on the desk, never in a log.
    """
    if faults := verification.verify_everything(now=timezone.now()):
        logger.error("The books do not fit in %d places: see the desk.", len(faults))
