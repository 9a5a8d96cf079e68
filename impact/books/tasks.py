"""The nightly proof of the books."""

import logging
from typing import Any

from celery import shared_task

from impact.books.queries import list_faults

logger = logging.getLogger(__name__)


@shared_task(acks_late=True)
def verify_books(**_newer: Any) -> None:
    """Recompute the books from their lines and log each difference as an error."""
    for fault in list_faults():
        logger.error("The books do not add up: %s", fault)
