"""The fund's first figures, so that the first visitor of the demo sees what became of the money."""

from datetime import datetime, timedelta

from django.conf import settings

from impact.pages.models import FundBatch
from impact.pages.services import publish_fund_batch


def seed_figures(now: datetime) -> None:
    """Publish what was seeded; once only.

    A batch tells what was posted before its period, and all of it was posted in this one: so it is
    the next period's.
    """
    if not FundBatch.objects.exists():
        publish_fund_batch(now=now + timedelta(seconds=settings.FUND_BATCH_SECONDS))
