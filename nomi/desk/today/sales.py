"""What the shop sold on each of the last thirty days, as a chart and as its table."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from impact.shares.models import Sale, SaleRefund

DAYS = 30
STEP, BAR, HEIGHT = 20, 16, 120
"""Room and width of a bar and the height of the picture, in its own units."""


@dataclass(frozen=True, kw_only=True)
class SalesDay:
    """One day: orders paid, what they brought, what went back; amounts in cents."""

    day: date
    orders: int
    gross_minor: int
    refunded_minor: int
    x: int
    height: int

    @property
    def top(self) -> int:
        """Return where the bar begins."""
        return HEIGHT - self.height


@dataclass(frozen=True, kw_only=True)
class Sales:
    """The days, oldest first, and their sums."""

    days: tuple[SalesDay, ...]
    orders: int
    gross_minor: int
    refunded_minor: int
    width: int = DAYS * STEP
    height: int = HEIGHT
    bar: int = BAR


def get_sales(*, now: datetime) -> Sales:
    """Return the thirty days that end today, in two queries; days without a sale are there too.

    Sales count on the day they were paid, refunds and chargebacks on the day of theirs, delivery
    and tax included.
    """
    today = timezone.localdate(now)
    first = today - timedelta(days=DAYS - 1)
    paid = (
        Sale.objects.annotate(day=TruncDate("paid_at"))
        .filter(day__gte=first, day__lte=today)
        .values_list("day")
        .annotate(Count("pk"), Sum("gross_minor"))
    )
    back = (
        SaleRefund.objects.annotate(day=TruncDate("refunded_at"))
        .filter(day__gte=first, day__lte=today)
        .values_list("day")
        .annotate(Sum("gross_minor"))
    )
    sold = {day: (orders, gross) for day, orders, gross in paid}
    refunded = dict(back)
    largest = max((gross for _orders, gross in sold.values()), default=0)
    days = tuple(
        SalesDay(
            day=day,
            orders=sold.get(day, (0, 0))[0],
            gross_minor=sold.get(day, (0, 0))[1],
            refunded_minor=refunded.get(day, 0),
            x=number * STEP,
            height=sold.get(day, (0, 0))[1] * HEIGHT // largest if largest else 0,
        )
        for number, day in enumerate(first + timedelta(days=one) for one in range(DAYS))
    )
    return Sales(
        days=days,
        orders=sum(day.orders for day in days),
        gross_minor=sum(day.gross_minor for day in days),
        refunded_minor=sum(day.refunded_minor for day in days),
    )
