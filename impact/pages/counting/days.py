"""What the daily figures that were shown spoke of, and when."""

from datetime import date, datetime

from django.db.models import Max

from impact.pages.counting.moments import Told
from impact.pages.counting.spending import Day
from impact.pages.models import FundBatch
from impact.pages.quarters import add_quarters, find_end
from impact.pages.suppression import REMEMBERED
from impact.payouts.queries import list_uses


def read_told(batch: FundBatch) -> Told:
    """Return of which moments a batch spoke."""
    return Told(
        credited_as_of=batch.credited_as_of or batch.as_of,
        uses_as_of=batch.uses_as_of if batch.is_split else None,
    )


def list_told() -> list[Told]:
    """Return the latest states of the figures that were shown, the latest first."""
    shown = FundBatch.objects.shown()
    moments = ("credited_as_of", "uses_as_of", "payout_account_count")
    states = shown.order_by().values(*moments).annotate(latest=Max("pk")).order_by("-latest")
    latest = shown.filter(pk__in=[row["latest"] for row in states[:REMEMBERED]])
    return [read_told(batch) for batch in latest]


def list_reserve_told() -> list[datetime]:
    """Return the moments of which the reserve spoke that was shown, the latest first."""
    shown = FundBatch.objects.shown().order_by("-reserve_as_of")
    moments = shown.values_list("reserve_as_of", flat=True).distinct()
    return [moment for moment in moments if moment is not None]


def find_last_shown(*, quarter_on: date) -> FundBatch | None:
    """Return the last figures that were shown by a quarter's end."""
    return FundBatch.objects.shown().filter(as_of__lte=find_end(quarter_on)).first()


def find_last_uses(*, quarter_on: date) -> datetime | None:
    """Return the last moment by a quarter's end of which figures told what was paid."""
    by_then = FundBatch.objects.split().filter(uses_as_of__lte=find_end(quarter_on))
    return by_then.order_by("-uses_as_of").values_list("uses_as_of", flat=True).first()


def list_days_since(quarter_on: date) -> list[Day]:
    """Return what was told of payments, each time, since a quarter began."""
    days = FundBatch.objects.split().filter(as_of__gte=find_end(add_quarters(quarter_on, -1)))
    moments = days.order_by("uses_as_of").values_list("uses_as_of", flat=True).distinct()
    return [list_uses(before=moment) for moment in moments if moment is not None]
