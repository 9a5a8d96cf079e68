"""Thin tasks: what moved at Stripe, and the daily comparison."""

import logging
from typing import Any

from celery import shared_task
from django.utils import timezone

from impact.reconciliation.gateway import StripeUnavailable
from impact.reconciliation.services.importing import import_stripe as import_now
from impact.reconciliation.services.runs import reconcile as reconcile_now
from impact.reconciliation.services.turns import TurnTakenError

logger = logging.getLogger(__name__)


@shared_task(acks_late=True)
def import_stripe(**_newer: Any) -> None:
    """Import what moved at Stripe. Running it twice imports nothing the second time."""
    try:
        import_now(now=timezone.now())
    except (StripeUnavailable, TurnTakenError) as reason:
        logger.warning("Nothing was imported from Stripe: %s.", type(reason).__name__)


@shared_task(acks_late=True)
def reconcile(**_newer: Any) -> None:
    """Compare the books with Stripe and the bank, unless somebody is at it."""
    try:
        reconcile_now(actor="system", now=timezone.now())
    except TurnTakenError as reason:
        logger.warning("The books were not compared: %s.", type(reason).__name__)
