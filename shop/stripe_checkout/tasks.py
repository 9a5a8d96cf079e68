"""The work of this room that a worker does: each task one idempotent service call."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from shop.stripe_checkout import services


@shared_task(acks_late=True)
def handle_event(*, event_id: str, **_newer: Any) -> None:
    """Handle one Stripe event. Running it twice does nothing the second time."""
    services.handle_event(event_id=event_id, now=timezone.now())


@shared_task(acks_late=True)
def handle_waiting_events(**_newer: Any) -> None:
    """Handle events whose doorbell was lost."""
    services.handle_waiting_events(now=timezone.now())


@shared_task(acks_late=True)
def settle_due_attempts(**_newer: Any) -> None:
    """Ask Stripe about attempts that no webhook has told us of."""
    services.settle_due_attempts(now=timezone.now())


@shared_task(acks_late=True)
def expire_overdue_attempts(**_newer: Any) -> None:
    """End attempts past their time."""
    services.expire_overdue_attempts(now=timezone.now())


@shared_task(acks_late=True)
def release_stuck_attempts(**_newer: Any) -> None:
    """End attempts whose session was never had."""
    services.release_stuck_attempts(now=timezone.now())


@shared_task(acks_late=True)
def read_missed_events(**_newer: Any) -> None:
    """Read Stripe's own list of events since the last we know."""
    services.read_missed_events(now=timezone.now())


@shared_task(acks_late=True)
def find_unrecorded_sessions(**_newer: Any) -> None:
    """Look for paid sessions that our side has not heard of."""
    services.find_unrecorded_sessions(now=timezone.now())


@shared_task(acks_late=True)
def submit_due_refunds(**_newer: Any) -> None:
    """Carry refunds forward."""
    services.submit_due_refunds(now=timezone.now())


@shared_task(acks_late=True)
def check_stripe_key(**_newer: Any) -> None:
    """See whether Stripe takes our key."""
    services.check_stripe_key(now=timezone.now())


@shared_task(acks_late=True)
def reduce_old_events(**_newer: Any) -> None:
    """Reduce the bodies of old events to ids."""
    services.reduce_old_events(now=timezone.now())
