"""Giving, by the clock."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from impact.giving.services import spending, statements, sweeps


@shared_task(acks_late=True)
def settle_due_gifts(**_newer: Any) -> None:
    """Ask Stripe about gifts that wait. Running it twice does nothing the second time."""
    sweeps.settle_due(now=timezone.now())


@shared_task(acks_late=True)
def submit_due_refunds(**_newer: Any) -> None:
    """Carry refunds to Stripe. Running it twice does nothing the second time."""
    sweeps.submit_due_refunds(now=timezone.now())


@shared_task(acks_late=True)
def release_spent(**_newer: Any) -> None:
    """Free what was spent on its purpose. Running it twice does nothing the second time."""
    spending.release_spent(now=timezone.now())


@shared_task(acks_late=True)
def send_statements(**_newer: Any) -> None:
    """Send last year's statements. Running it twice does nothing the second time."""
    statements.send_statements(now=timezone.now())
