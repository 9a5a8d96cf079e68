"""Reading what is published."""

from impact.pages.models import FundBatch

SMALLEST_COHORT = 11
"""Figures count at least this many accounts, or they are not shown (DOMAIN.md, rule 23)."""


def find_latest_batch() -> FundBatch | None:
    """Return the latest publication that may be shown; None when there is none.

    A batch over fewer than eleven accounts is kept and never shown.
    """
    batch = FundBatch.objects.first()
    if batch is None or batch.account_count < SMALLEST_COHORT:
        return None
    return batch
