"""Reading batches."""

from impact.supply.models import Batch

FEWEST_JOBS = 11
"""Facts about women are told of at least this many (DOMAIN.md, rule 23)."""


def find_batch(code: str) -> Batch | None:
    """Return the batch when it may be shown; None when unknown or of fewer than eleven jobs."""
    return Batch.objects.filter(code=code, jobs__gte=FEWEST_JOBS).first()
