"""Payouts, by the clock."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from impact.payouts.services import proofs, sending


@shared_task(acks_late=True)
def submit_due_payouts(**_newer: Any) -> None:
    """Send what is due. Running it twice sends it once."""
    sending.submit_due_payouts(now=timezone.now())


@shared_task(acks_late=True)
def flag_overdue_proofs(**_newer: Any) -> None:
    """Flag payments without proof and block their providers. Running it twice flags once."""
    proofs.flag_overdue_proofs(now=timezone.now())
