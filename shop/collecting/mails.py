"""The mail about an event that is off."""

from django.utils.translation import gettext as _

from nomi.platform.outbox import registry
from nomi.platform.outbox.mail import Mail
from shop.collecting.models import Pickup
from shop.collecting.queries import say_hours
from shop.collecting.services import CANCELLED_MAIL
from shop.languages.queries import speak_to_buyer
from shop.order.mails import write_mail
from shop.order.queries import get_order


def register_mails() -> None:
    """Tell the outbox who writes our kind."""
    registry.register(CANCELLED_MAIL, render_cancelled)


def render_cancelled(reference: str) -> Mail:
    """Say that the event is off, that the goods are kept, and that a person asks what to do."""
    order = get_order(reference)
    with speak_to_buyer(order):
        event = Pickup.objects.select_related("event").get(order=order).event
        extra = {"event": event.name, "hours": say_hours(event), "place": event.city}
        subject = _("%(event)s is cancelled: your order %(number)s")
        words = subject % {"event": event.name, "number": order.number}
        return write_mail("pickup_cancelled", order, words, extra)
