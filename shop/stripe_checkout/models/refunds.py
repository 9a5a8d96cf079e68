"""Money given back, line by line."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Refund(models.Model):
    """A refund we mean to make or have made; `uid` is its idempotency key at Stripe.

    `gross_minor` = Σ lines' net + `shipping_minor` + `tax_minor` when the refund takes back a sale.
    A refund of money that never paid an order (late, twice, or foreign to it) has no lines. One of
    cash never goes to Stripe: it waits until a person says that it was handed back. What a gift
    card had paid goes back onto the card, as a refund of its own.
    """

    class State(models.TextChoices):
        """Where the refund stands; it only moves forward."""

        REQUESTED = "requested", _("requested")
        SUBMITTED = "submitted", _("submitted")
        PENDING = "pending", _("pending")
        SUCCEEDED = "succeeded", _("succeeded")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    UNFINISHED = (State.REQUESTED, State.SUBMITTED, State.PENDING)
    LOST = (State.FAILED, State.CANCELLED)
    EXTERNAL = "external:"
    """How the key of a refund begins that was made at Stripe and not here."""
    TO_CARD = ":gift-card"
    """How the key of the part ends that goes onto a gift card beside another."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=120, unique=True)
    """What makes two presses of one button the same refund."""
    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="refunds")
    attempt = models.ForeignKey(
        "stripe_checkout.PaymentAttempt", on_delete=models.PROTECT, related_name="refunds"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.REQUESTED)
    stripe_id = models.CharField(max_length=255, null=True, unique=True)  # noqa: DJ001 - many unknown, each known once
    """Stripe's id; `cash:` with the refund's uid once cash was handed back, `gift-card:` with it
    once a gift card has its part."""
    handed_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    gross_minor = models.BigIntegerField()
    shipping_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=200)
    takes_back_sale = models.BooleanField()
    """Whether the money had paid the order, so that the sale is undone by it."""
    goes_to_gift_card = models.BooleanField(
        _("goes onto the gift card"), default=False, db_default=False
    )
    """Whether it goes onto the gift card that paid that part of the order, by nobody's hands."""
    failure = models.CharField(max_length=200, blank=True)
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField()
    """When the sweep next carries it forward."""
    tries = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(name="refund_gives_money", condition=Q(gross_minor__gt=0)),
            models.CheckConstraint(
                name="refund_parts_are_not_negative_nor_above_the_whole",
                condition=Q(shipping_minor__gte=0)
                & Q(tax_minor__gte=0)
                & Q(gross_minor__gte=F("shipping_minor") + F("tax_minor")),
            ),
            models.CheckConstraint(
                name="refund_state_is_known",
                condition=Q(
                    state__in=[
                        "requested",
                        "submitted",
                        "pending",
                        "succeeded",
                        "failed",
                        "cancelled",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="refund_at_stripe_has_its_stripe_id",
                condition=~Q(state__in=["pending", "succeeded"]) | Q(stripe_id__isnull=False),
            ),
            models.CheckConstraint(
                name="cash_handed_back_names_who_gave_it",
                condition=Q(stripe_id__startswith="cash:", handed_back_by__isnull=False)
                | Q(Q(stripe_id=None) | ~Q(stripe_id__startswith="cash:"), handed_back_by=None),
            ),
        ]
        indexes = [
            models.Index(
                name="refunds_to_carry_forward",
                fields=["due_at"],
                condition=Q(state__in=["requested", "submitted", "pending"]),
            )
        ]

    def __str__(self) -> str:
        """Return what staff see of it in a list."""
        return f"{self.uid} ({self.state})"

    @property
    def idempotency_key(self) -> str:
        """Return the key under which Stripe makes this refund at most once."""
        return f"refund:{self.uid}"


class RefundLine(models.Model):
    """Pieces of one order line inside a refund: net and tax cents given back for them.

    Without a piece it is money alone, which leaves the share of the sale where it is.
    """

    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="refund_lines")
    quantity = models.PositiveIntegerField()
    net_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        verbose_name = _("refunded line")
        verbose_name_plural = _("refunded lines")
        constraints = [
            models.UniqueConstraint(
                name="order_line_appears_once_in_a_refund", fields=["refund", "line"]
            ),
            models.CheckConstraint(
                name="refund_line_gives_pieces_or_money",
                condition=Q(quantity__gt=0) | Q(net_minor__gt=0) | Q(tax_minor__gt=0),
            ),
            models.CheckConstraint(
                name="refunded_line_amounts_are_not_negative",
                condition=Q(net_minor__gte=0) & Q(tax_minor__gte=0),
            ),
        ]

    def __str__(self) -> str:
        """Return what staff see of it in a list."""
        return f"{self.quantity} × {self.line_id}"
