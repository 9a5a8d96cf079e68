"""The programme, by the clock."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from impact.participants.services import reminders


@shared_task(acks_late=True)
def remind_case_workers(**_newer: Any) -> None:
    """Remind of interviews that are due. Running it twice in a week reminds once."""
    reminders.remind_case_workers(now=timezone.now())
