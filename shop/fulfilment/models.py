"""Parcels that left, and pieces that were taken out of an order before they left."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.fulfilment.carriers import CARRIERS, find_tracking_address
from shop.fulfilment.guards import guard_pieces


class Shipment(models.Model):
    """One parcel of an order. `key` makes two presses of one button the same parcel."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=120, unique=True)
    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="shipments")
    carrier = models.CharField(
        max_length=20, choices=[(one.code, one.name) for one in CARRIERS], verbose_name=_("carrier")
    )
    tracking_number = models.CharField(_("tracking number"), max_length=60, blank=True)
    shipped_at = models.DateTimeField(_("left at"))
    shipped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        constraints = (
            models.CheckConstraint(
                name="parcel_arrives_after_it_left",
                condition=Q(delivered_at__isnull=True)
                | Q(delivered_at__gte=models.F("shipped_at")),
            ),
        )

    def __str__(self) -> str:
        """Return what staff see of it in a list."""
        return f"{self.get_carrier_display()} {self.tracking_number}".strip()

    @property
    def tracking_address(self) -> str:
        """Where the parcel can be followed; empty when the carrier has no such page."""
        return find_tracking_address(carrier=self.carrier, number=self.tracking_number)


class ShippedLine(models.Model):
    """Pieces of one order line in a parcel."""

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="shipped_lines")
    quantity = models.PositiveIntegerField(_("pieces"))

    class Meta:
        ordering = ("id",)
        verbose_name = _("line of a parcel")
        verbose_name_plural = _("lines of a parcel")
        constraints = (
            models.UniqueConstraint(
                name="order_line_appears_once_in_a_parcel", fields=("shipment", "line")
            ),
            models.CheckConstraint(name="shipped_pieces_are_positive", condition=Q(quantity__gt=0)),
        )
        triggers = guard_pieces()

    def __str__(self) -> str:
        """Return the pieces, for lists."""
        return f"{self.quantity} × {self.line_id}"


class Cancellation(models.Model):
    """Pieces taken out of a paid order before they left, and whether they go back on the shelf."""

    key = models.CharField(max_length=120, unique=True)
    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="cancellations")
    refund = models.OneToOneField(
        "stripe_checkout.Refund", on_delete=models.PROTECT, null=True, related_name="cancellation"
    )
    restocks = models.BooleanField(_("back on the shelf"))
    reason = models.CharField(_("reason"), max_length=200)
    cancelled_at = models.DateTimeField(_("cancelled at"))
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("-id",)
        verbose_name = _("cancellation")
        verbose_name_plural = _("cancellations")

    def __str__(self) -> str:
        """Return why, for lists."""
        return self.reason


class CancelledLine(models.Model):
    """Pieces of one order line that will not be sent."""

    cancellation = models.ForeignKey(Cancellation, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="cancelled_lines")
    quantity = models.PositiveIntegerField(_("pieces"))

    class Meta:
        ordering = ("id",)
        verbose_name = _("cancelled line")
        verbose_name_plural = _("cancelled lines")
        constraints = (
            models.UniqueConstraint(
                name="order_line_appears_once_in_a_cancellation", fields=("cancellation", "line")
            ),
            models.CheckConstraint(
                name="cancelled_pieces_are_positive", condition=Q(quantity__gt=0)
            ),
        )
        triggers = guard_pieces()

    def __str__(self) -> str:
        """Return the pieces, for lists."""
        return f"{self.quantity} × {self.line_id}"
