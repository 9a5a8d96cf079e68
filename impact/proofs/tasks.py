"""The log, by the clock."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from impact.proofs.services import checkpoints, sealing


@shared_task(acks_late=True)
def seal_entries(**_newer: Any) -> None:
    """Seal what was posted since. Running it twice does nothing the second time."""
    sealing.seal_entries(now=timezone.now())


@shared_task(acks_late=True)
def make_checkpoint(**_newer: Any) -> None:
    """Publish this period's head of the log. Running it twice does nothing the second time."""
    checkpoints.make_checkpoint(now=timezone.now())
