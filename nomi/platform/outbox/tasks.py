"""The relay, woken by a bell or by the clock."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from nomi.platform.outbox import services


@shared_task(acks_late=True)
def relay_outbox(**_newer: Any) -> None:
    """Send every mail that is due. Running it twice sends nothing twice."""
    services.relay_due(now=timezone.now())
