"""The clock's errand for wishes."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from shop.wishes import services


@shared_task(acks_late=True)
def serve_wishes(**_newer: Any) -> None:
    """Owe the mails of wishes that came true. Running it twice owes nothing twice."""
    services.serve_wishes(now=timezone.now())
