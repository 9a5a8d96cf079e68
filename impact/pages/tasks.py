"""Publications, by the clock."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from impact.pages import services


@shared_task(acks_late=True)
def publish_fund_batch(**_newer: Any) -> None:
    """Publish this period's figures. Running it twice does nothing the second time."""
    services.publish_fund_batch(now=timezone.now())
