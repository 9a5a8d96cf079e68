"""The daily work on exchange rates."""

from typing import Any

import structlog
from celery import shared_task
from django.utils import timezone

from shop.currencies import services
from shop.currencies.gateway import RatesNotReadError

log = structlog.get_logger()


@shared_task(acks_late=True)
def store_daily_rates(**_newer: Any) -> None:
    """Store the newest rates. Run twice, it stores them once; not read, it says so and goes on."""
    try:
        services.store_daily_rates(now=timezone.now())
    except RatesNotReadError as error:
        log.warning("rates_not_read", error=type(error).__name__)
