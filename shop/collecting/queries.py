"""Read which events take orders, and what is collected at one."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format, time_format
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from nomi.platform.keys import read_key
from shop.collecting.models import Pickup, PickupEvent
from shop.fulfilment.queries import SENDABLE
from shop.order.queries import ON_HOLD
from shop.shipping.rates import COLLECT, HEAVIEST_STEP_GRAMS, Rate, is_collected

WAITING = (*SENDABLE, ON_HOLD)
"""Paid orders whose goods are still here."""


def list_open_events(*, now: datetime) -> list[PickupEvent]:
    """Return the events that take orders, the next one first. One query."""
    events = PickupEvent.objects.filter(cancelled_at=None, order_until__gt=now)
    return list(events.order_by("held_on", "opens_at", "pk"))


def find_event(*, code: str) -> PickupEvent | None:
    """Return the event that a way of delivery stands for, cancelled ones too, or None."""
    key = read_key(code.removeprefix(COLLECT)) if is_collected(code) else 0
    return PickupEvent.objects.filter(pk=key).first() if key else None


def find_rate(*, code: str) -> Rate | None:
    """Return the way of delivery with this code while its event stands, or None. One query."""
    event = find_event(code=code)
    return build_rate(event) if event and event.cancelled_at is None else None


def build_rate(event: PickupEvent) -> Rate:
    """Return the event as a way of delivery, which costs nothing."""
    return Rate(
        code=f"{COLLECT}{event.pk}",
        name=_say_name(event),
        promise=_say_promise(event),
        days=(0, 0),
        steps=((HEAVIEST_STEP_GRAMS, 0),),
        is_free_over_threshold=False,
    )


def say_hours(event: PickupEvent) -> str:
    """Return day and hours, by the clock there."""
    words = _("%(day)s, %(opens)s to %(closes)s")
    return words % {
        "day": date_format(event.held_on, "j M Y"),
        "opens": time_format(event.opens_at, "H:i"),
        "closes": time_format(event.closes_at, "H:i"),
    }


def _name(event: PickupEvent) -> str:
    words = _("Collect at %(event)s, %(place)s, %(day)s")
    day = date_format(event.held_on, "j M Y")
    return words % {"event": event.name, "place": event.city, "day": day}


def _promise(event: PickupEvent) -> str:
    return f"{event.line1}, {say_hours(event)}"


_say_name = lazy(_name, str)
_say_promise = lazy(_promise, str)


def find_orders_to_ask() -> QuerySet[Any]:
    """Return the paid orders whose event was cancelled and that wait for what becomes of them."""
    orders: QuerySet[Any] = get_model("order", "Order").objects.filter(status__in=WAITING)
    return orders.filter(pickup__event__cancelled_at__isnull=False).order_by("date_placed")


def find_orders_of(*, event: PickupEvent) -> QuerySet[Any]:
    """Return the orders that are collected at the event."""
    orders: QuerySet[Any] = get_model("order", "Order").objects.filter(pickup__event=event)
    return orders


def list_pickups(*, event: PickupEvent) -> list[Pickup]:
    """Return what waits to be collected there, by the buyers' last names. One query."""
    rows = Pickup.objects.filter(event=event, order__status__in=WAITING).select_related(
        "order__shipping_address"
    )
    return sorted(rows, key=lambda row: (row.order.shipping_address.last_name.casefold(), row.pk))
