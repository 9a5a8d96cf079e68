"""The clock's errand for checkouts that were left half-way."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from shop.basket.beside import forget_old


@shared_task(acks_late=True)
def forget_drafts(**_newer: Any) -> None:
    """Forget what nobody came back for. Running it twice changes nothing."""
    forget_old(now=timezone.now())
