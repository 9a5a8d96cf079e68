"""What waits for a person: the figures of the Today page."""

from datetime import date
from typing import Any

from django.db.models import ExpressionWrapper, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from oscar.core.loading import get_model

from impact.books.models import Correction, Halt
from nomi.platform.outbox.models import OutboxMessage
from shop.costing.models import LandedCost
from shop.partner.queries import find_on_show
from shop.stripe_checkout.models import Alarm, StaffTask, StripeEvent

Order = get_model("order", "Order")
LOW_STOCK = 5
"""Free pieces from which a stock record without a threshold of its own counts as low."""


def find_orders(*statuses: str) -> Any:
    """Return the orders in these states, the longest waiting first."""
    return Order.objects.filter(status__in=statuses).order_by("date_placed")


def find_open_tasks() -> QuerySet[StaffTask]:
    """Return what only a person can decide, oldest first."""
    return StaffTask.objects.filter(done_at=None).select_related("order").order_by("created_at")


def find_alarms() -> QuerySet[Alarm]:
    """Return what the machinery noticed and nobody cleared, latest first."""
    return Alarm.objects.filter(cleared_at=None).order_by("-last_at")


def find_open_halts() -> QuerySet[Halt]:
    """Return why no money leaves, oldest first."""
    return Halt.objects.filter(lifted_at=None).order_by("pk")


def find_open_corrections() -> QuerySet[Correction]:
    """Return the proposals to undo an entry that nobody has decided, oldest first."""
    waiting = Correction.objects.filter(approved_at=None, rejected_at=None)
    return waiting.select_related("entry").order_by("pk")


def find_dead_mails() -> QuerySet[OutboxMessage]:
    """Return the mails that were given up, oldest first."""
    return OutboxMessage.objects.filter(state=OutboxMessage.State.DEAD).order_by("created_at")


def find_dead_events() -> QuerySet[StripeEvent]:
    """Return the events of Stripe that were given up, oldest first."""
    return StripeEvent.objects.filter(state=StripeEvent.State.DEAD).order_by("received_at")


def find_low_stock() -> Any:
    """Return what is nearly sold out, least first."""
    free = Coalesce(F("num_in_stock"), 0) - Coalesce(F("num_allocated"), 0)
    return (
        find_on_show()
        .annotate(free=ExpressionWrapper(free, output_field=IntegerField()))
        .filter(free__lte=Coalesce(F("low_stock_threshold"), LOW_STOCK))
        .order_by("free", "partner_sku")
    )


def find_costs_to_mend(*, on: date) -> Any:
    """Return what is sold without a landed cost, or below it: such sales carry no share."""
    latest = LandedCost.objects.filter(stockrecord=OuterRef("pk"), effective_on__lte=on).order_by(
        "-effective_on"
    )
    landed = F("purchase_minor") + F("freight_minor") + F("duty_minor") + F("handling_minor")
    return (
        find_on_show()
        .annotate(landed_minor=Subquery(latest.annotate(sum=landed).values("sum")[:1]))
        .filter(Q(landed_minor=None) | Q(landed_minor__gt=F("price") * 100))
        .order_by("partner_sku")
    )
