"""Events, and the orders that are collected there."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.collecting.guards import guard_event, guard_pickup

LONGEST_NAME = 60
LONGEST_PLACE = 40
"""Name, city and day stand together in Oscar's 128 letters for a way of delivery."""


class PickupEvent(models.Model):
    """A day and a place at which orders are handed over. Its place decides their tax.

    Day and hours are those of the clock on the wall there. `order_until` is a moment: from then on
    nobody is offered the event. Announced once, it is not changed, only cancelled.
    """

    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    line1 = models.CharField(_("address"), max_length=100)
    city = models.CharField(_("city"), max_length=LONGEST_PLACE)
    state = models.CharField(_("state or province"), max_length=60, blank=True)
    postcode = models.CharField(_("ZIP or postal code"), max_length=16, blank=True)
    country_code = models.CharField(_("country"), max_length=2)
    held_on = models.DateField(_("day"))
    opens_at = models.TimeField(_("from"))
    closes_at = models.TimeField(_("to"))
    order_until = models.DateTimeField(_("orders until"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("made by"),
    )
    made_at = models.DateTimeField(_("made at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cancelled by"),
    )
    reason = models.CharField(_("why it was cancelled"), max_length=200, blank=True)

    class Meta:
        ordering = ("-held_on", "-id")
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = (
            models.CheckConstraint(
                name="event_closes_after_it_opens", condition=Q(closes_at__gt=F("opens_at"))
            ),
            models.CheckConstraint(
                name="event_is_cancelled_by_somebody_and_why",
                condition=Q(cancelled_at=None, cancelled_by=None, reason="")
                | (Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="event_has_a_name_and_a_place",
                condition=~Q(name="") & ~Q(line1="") & ~Q(city="") & ~Q(country_code=""),
            ),
        )
        triggers = guard_event()

    def __str__(self) -> str:
        """Return what staff see of it in a list."""
        return f"{self.name}, {self.held_on:%d %b %Y}"


class Pickup(models.Model):
    """An order that is collected at an event."""

    order = models.OneToOneField("order.Order", on_delete=models.PROTECT, related_name="pickup")
    event = models.ForeignKey(PickupEvent, on_delete=models.PROTECT, related_name="pickups")

    class Meta:
        ordering = ("id",)
        verbose_name = _("order to collect")
        verbose_name_plural = _("orders to collect")
        triggers = guard_pickup()

    def __str__(self) -> str:
        """Return the order's number, for lists."""
        return str(self.order)
