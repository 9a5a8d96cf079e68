"""The paper for an event: what to take along, and who comes for it."""

from datetime import datetime

from django.utils.translation import gettext as _

from nomi.platform.paper import Grid, Text
from shop.collecting.models import PickupEvent
from shop.collecting.queries import find_orders_of, list_pickups, say_hours
from shop.fulfilment.papers.pick_list import TICK, write_pick_list


def write_event_list(*, event: PickupEvent, now: datetime) -> bytes:
    """Return the pick list of the event's orders as PDF, and below it the orders by name."""
    rows = tuple(
        (row.order.shipping_address.last_name, row.order.number, row.order.status, TICK)
        for row in list_pickups(event=event)
    )
    buyers = Grid(
        head=(_("Last name"), _("Order"), _("Status"), _("Handed over")),
        rows=rows,
        widths=(4, 3, 3, 2),
    )
    where = Text(lines=(f"{event.name}, {event.city}, {say_hours(event)}",), style="heading")
    more: tuple[Text | Grid, ...] = (where, buyers) if rows else (where,)
    return write_pick_list(now=now, of=find_orders_of(event=event), more=more)
