"""Pictures for sharing are drawn by a worker, never while a page waits."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from shop.storefront import sharing


@shared_task(acks_late=True)
def draw_share_pictures(**_newer: Any) -> None:
    """Draw what does not say what it should. Running it twice draws nothing twice."""
    sharing.draw_due_pictures(now=timezone.now())
