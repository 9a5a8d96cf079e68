"""Shares, by the clock."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from impact.shares.services import allocation, maturity, reserve


@shared_task(acks_late=True)
def mature_shares(**_newer: Any) -> None:
    """Mature what is due. Running it twice does nothing the second time."""
    maturity.mature_shares(now=timezone.now())


@shared_task(acks_late=True)
def allocate_fund(**_newer: Any) -> None:
    """Allocate what is available. Running it twice does nothing the second time."""
    allocation.allocate_fund(now=timezone.now())


@shared_task(acks_late=True)
def watch_reserve(**_newer: Any) -> None:
    """Look whether the reserve runs low. Running it twice tells finance once."""
    reserve.watch_reserve(now=timezone.now())
