"""Announce an event, keep an order for it, and cancel it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from shop.collecting.models import Pickup, PickupEvent
from shop.collecting.queries import WAITING, find_event
from shop.order.owing import owe_mail

CANCELLED_MAIL = "pickup_cancelled"


@dataclass(frozen=True, kw_only=True)
class EventWish:
    """An event as staff announce it."""

    name: str
    line1: str
    city: str
    state: str
    postcode: str
    country_code: str
    held_on: date
    opens_at: time
    closes_at: time
    order_until: datetime


class EventRefused(Exception):  # noqa: N818 - says what happened
    """The event was not announced, or not cancelled; words for staff."""


class EventClosed(Exception):  # noqa: N818 - says what happened
    """The event takes no orders any more: its time is over, or it was cancelled."""


@transaction.atomic
def make_event(*, wish: EventWish, by: Any, now: datetime) -> PickupEvent:
    """Announce an event; shoppers are offered it at once.

    Raise `EventRefused` when its orders would close before now, or after its day.
    """
    if wish.order_until <= now:
        raise EventRefused(_("The last moment to order is over already."))
    if wish.order_until.date() > wish.held_on:
        raise EventRefused(_("Orders must close before the day of the event is over."))
    if wish.closes_at <= wish.opens_at:
        raise EventRefused(_("It must close after it opens."))
    return PickupEvent.objects.create(**asdict(wish), made_by=by, made_at=now)


@transaction.atomic
def keep_pickup(*, order: Any, code: str, now: datetime) -> Pickup:
    """Write down at which event a new order is collected; raise `EventClosed` for one that is over.

    The database has the last word: it locks the event against being cancelled meanwhile.
    """
    event = find_event(code=code)
    if event is None or event.cancelled_at is not None or event.order_until <= now:
        raise EventClosed
    try:
        with transaction.atomic():
            return Pickup.objects.create(order=order, event=event)
    except IntegrityError as error:
        raise EventClosed from error


@transaction.atomic
def cancel_event(*, event_id: int, reason: str, by: Any, now: datetime) -> int:
    """Cancel the event and owe each buyer who paid a mail; return how many orders wait for staff.

    Money and goods stay as they are: somebody asks each buyer what she wants. Pressed twice it is
    cancelled once, and nobody gets a second mail.
    """
    event = PickupEvent.objects.select_for_update(of=("self",)).get(pk=event_id)
    if event.cancelled_at is None:
        event.cancelled_at, event.cancelled_by, event.reason = now, by, reason
        event.save(update_fields=["cancelled_at", "cancelled_by", "reason"])
    pickups = Pickup.objects.filter(event=event, order__status__in=WAITING)
    orders = [row.order for row in pickups.select_related("order__user").order_by("pk")]
    for order in orders:
        owe_mail(kind=CANCELLED_MAIL, order=order, now=now)
    return len(orders)


@transaction.atomic
def tell_late_buyer(*, order_number: str, now: datetime) -> bool:
    """Owe the mail to a buyer whose payment came after the event was cancelled."""
    rows = Pickup.objects.filter(order__number=order_number, event__cancelled_at__isnull=False)
    pickup = rows.select_related("order__user").first()
    if pickup is not None:
        owe_mail(kind=CANCELLED_MAIL, order=pickup.order, now=now)
    return pickup is not None
