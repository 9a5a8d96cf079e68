"""The nightly proof of the books."""

import logging
from typing import Any

from celery import shared_task
from django.utils import timezone

from impact.books import halts

logger = logging.getLogger(__name__)


@shared_task(acks_late=True)
def verify_books(**_newer: Any) -> None:
    """Prove the books and whatever rests on them, and halt payouts for any fault.

    Its words name accounts and balances: they stand on the desk, never in a log.
    """
    if faults := halts.check_cause(cause=halts.BROKEN_BOOKS, now=timezone.now()):
        logger.error("The books do not add up in %d places: see the desk.", len(faults))
