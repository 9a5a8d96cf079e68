"""The clock's errand for messages."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from shop.content import contact


@shared_task(acks_late=True)
def forget_messages(**_newer: Any) -> None:
    """Forget messages whose mail has left. Running it twice changes nothing."""
    contact.forget_messages(now=timezone.now())
