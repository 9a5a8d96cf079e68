"""Shares past the return window move from pending to available."""

from datetime import datetime

from django.db import transaction

from impact.books import chart
from impact.books import services as books
from impact.shares.models import MaturityRun, SaleLine
from impact.shares.services.fund import lock_fund

LINES_PER_RUN = 5_000


def mature_shares(*, now: datetime) -> int:
    """Mature every share whose return window has passed; return how many lines matured.

    Running it twice, or twice at once, matures each line once. A line that a refund holds at this
    moment waits for the next run.
    """
    matured = 0
    while done := _mature_some(now=now):
        matured += done
    return matured


@transaction.atomic
def _mature_some(*, now: datetime) -> int:
    """Mature up to `LINES_PER_RUN` lines in one run with one entry; return how many."""
    lock_fund()
    due = SaleLine.objects.filter(maturity_run__isnull=True, matures_at__lte=now)
    free = due.select_for_update(of=("self",), skip_locked=True)
    lines = list(free.order_by("pk")[:LINES_PER_RUN])
    if not lines:
        return 0
    total = sum(line.outstanding_minor for line in lines)
    run = MaturityRun.objects.create(ran_at=now, line_count=len(lines), fund_minor=total)
    SaleLine.objects.filter(pk__in=[line.pk for line in lines]).update(maturity_run=run)
    if total:
        books.post(
            books.Posting(
                kind="maturity",
                key=f"mature:{run.pk}",
                effective_on=now.date(),
                lines=[(chart.FUND_PENDING, total), (chart.FUND_AVAILABLE, -total)],
            )
        )
    return len(lines)
