"""The staff screen of events: one form announces one, one button cancels it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from nomi.platform.answering import Words
from nomi.platform.asking import Ask, AskingScreen
from nomi.platform.paper import hand_out_pdf
from nomi.platform.screens import Button, FactsInline
from shop.collecting.forms import EventForm
from shop.collecting.models import Pickup, PickupEvent
from shop.collecting.papers import write_event_list
from shop.collecting.queries import WAITING
from shop.collecting.services import EventRefused, cancel_event, make_event


def add(_row: Any, values: dict[str, Any], request: HttpRequest) -> tuple[Model, Words]:
    """Announce an event."""
    event = make_event(wish=values["wish"], by=request.user, now=timezone.now())
    return event, gettext("Shoppers can choose %(event)s now.") % {"event": event.name}


def press_cancel(event: PickupEvent, reason: str, request: HttpRequest) -> Words:
    """Cancel the event and tell its buyers."""
    count = cancel_event(event_id=event.pk, reason=reason, by=request.user, now=timezone.now())
    words = ngettext(
        "The event is cancelled. %(count)d buyer gets a mail; ask what she wants.",
        "The event is cancelled. %(count)d buyers get a mail; ask what they want.",
        count,
    )
    return words % {"count": count}


class PickupInline(FactsInline):
    """What is collected there."""

    model = Pickup
    fields = readonly_fields = ("number", "buyer", "status")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Load each order along."""
        found: QuerySet[Any] = super().get_queryset(request)
        return found.select_related("order__shipping_address")

    @admin.display(description=_("Order"))
    def number(self, pickup: Pickup) -> str:
        """Return the way to the order, where it is marked as handed over."""
        address = reverse("admin:order_order_change", args=(pickup.order_id,))
        return format_html('<a href="{}">{}</a>', address, pickup.order.number)

    @admin.display(description=_("Buyer"))
    def buyer(self, pickup: Pickup) -> str:
        """Return the name to ask for."""
        address = pickup.order.shipping_address
        return f"{address.last_name}, {address.first_name}"

    @admin.display(description=_("Status"))
    def status(self, pickup: Pickup) -> str:
        """Return how the order stands."""
        return str(pickup.order.status)


@admin.register(PickupEvent)
class PickupEventScreen(AskingScreen):
    """Events at which orders are collected."""

    add_ask = Ask(
        name="add",
        label=_("New event"),
        question=_(
            "Shoppers are offered it at once and until the last moment to order. It can be"
            " cancelled, not changed. Its place decides the sales tax of what is collected there."
        ),
        act=add,
        form=EventForm,
        permission="collecting.add_pickupevent",
        refusals=(EventRefused,),
    )
    buttons = (
        Button(
            name="cancel",
            label=_("Cancel the event"),
            question=_(
                "Nobody can choose it any more, and each buyer who paid gets a mail that it is off."
                " Money and goods stay as they are: write to each buyer, then send the order or"
                " refund it. This cannot be undone."
            ),
            press=press_cancel,
            is_offered=lambda event: event.cancelled_at is None,
            asks_reason=True,
            permission="collecting.change_pickupevent",
        ),
    )
    inlines = (PickupInline,)
    list_display = ("name", "city", "held_on", "order_until", "waiting", "is_on")
    list_filter = ("held_on",)
    search_fields = ("name", "city")
    fields = (
        ("name", "held_on"),
        ("line1", "city"),
        ("state", "postcode", "country_code"),
        ("opens_at", "closes_at"),
        ("order_until", "made_by"),
        ("cancelled_at", "cancelled_by"),
        "reason",
    )
    readonly_fields = tuple(
        name for row in fields for name in (row if isinstance(row, tuple) else (row,))
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Count the orders that wait along."""
        waiting = Count("pickups", filter=Q(pickups__order__status__in=WAITING))
        found: QuerySet[Any] = super().get_queryset(request).annotate(waiting_orders=waiting)
        return found.select_related("made_by", "cancelled_by")

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., HttpResponse]], ...]:
        """Give the list for the event its address."""
        page = ("<path:object_id>/list/", "collecting_pickupevent_list", self.list_view)
        return (page, *super().get_custom_urls())

    def list_buttons(self, request: HttpRequest, row: Model) -> list[dict[str, Words]]:
        """Offer the list beside the buttons."""
        address = reverse("admin:collecting_pickupevent_list", args=(row.pk,))
        offered: dict[str, Words] = {"label": _("List for the event"), "address": address}
        return [offered, *super().list_buttons(request, row)]

    def list_view(self, request: HttpRequest, object_id: str, **_kw: Any) -> HttpResponse:
        """Hand out what to take along and who comes for it."""
        event: Any = self.get_object(request, object_id)
        if event is None:
            raise Http404
        if not self.has_view_permission(request, event):
            raise PermissionDenied
        return hand_out_pdf(write_event_list(event=event, now=timezone.now()), name="event-list")

    @admin.display(description=_("Orders waiting"))
    def waiting(self, event: Any) -> int:
        """Return how many paid orders wait to be collected."""
        count: int = event.waiting_orders
        return count

    @admin.display(description=_("Takes place"), boolean=True)
    def is_on(self, event: PickupEvent) -> bool:
        """Return whether it was not cancelled."""
        return event.cancelled_at is None
