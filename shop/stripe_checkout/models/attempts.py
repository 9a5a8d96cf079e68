"""One try to have an order paid: on Stripe's hosted page, or in cash."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PaymentAttempt(models.Model):
    """One Checkout Session, from the moment we mean to create it.

    The row is written before Stripe is called and its `uid` is the idempotency key: a lost answer
    is asked for again with the same key and the same bytes. Cash needs no session: its attempt is
    written once, complete, with who took it. So is that of an order which a gift card pays whole.
    """

    class Method(models.TextChoices):
        """How it is paid."""

        CARD = "card", _("on Stripe's page")
        CASH = "cash", _("in cash")
        GIFT_CARD = "gift", _("by gift card")

    class State(models.TextChoices):
        """Where the attempt stands; it only moves forward."""

        CREATING = "creating", _("creating")
        OPEN = "open", _("open")
        PROCESSING = "processing", _("processing")
        COMPLETE = "complete", _("complete")
        EXPIRED = "expired", _("expired")
        SUPERSEDED = "superseded", _("superseded")
        FAILED = "failed", _("failed")

    LIVE = (State.CREATING, State.OPEN, State.PROCESSING)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="payment_attempts"
    )
    method = models.CharField(
        max_length=8, choices=Method.choices, default=Method.CARD, db_default="card"
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Who took the cash; None for what Stripe takes."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.CREATING)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    livemode = models.BooleanField()
    session_id = models.CharField(max_length=255, null=True, unique=True)  # noqa: DJ001 - many unknown, each known once
    payment_intent_id = models.CharField(max_length=255, null=True, unique=True)  # noqa: DJ001 - as above
    url = models.URLField(max_length=2000, blank=True)
    request_hash = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField()
    poll_at = models.DateTimeField()
    """When the poller next asks Stripe about it."""
    paid_order_at = models.DateTimeField(null=True, blank=True)
    """When this attempt's money made its order paid; None when it has not."""
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("payment attempt")
        verbose_name_plural = _("payment attempts")
        constraints = [
            models.UniqueConstraint(
                name="one_live_payment_attempt_per_order",
                fields=["order"],
                condition=Q(state__in=["creating", "open", "processing"]),
            ),
            models.UniqueConstraint(
                name="one_payment_attempt_pays_the_order",
                fields=["order"],
                condition=Q(paid_order_at__isnull=False),
            ),
            models.CheckConstraint(
                name="payment_attempt_state_is_known",
                condition=Q(
                    state__in=[
                        "creating",
                        "open",
                        "processing",
                        "complete",
                        "expired",
                        "superseded",
                        "failed",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="payment_attempt_asks_for_money", condition=Q(amount_minor__gt=0)
            ),
            models.CheckConstraint(
                name="open_payment_attempt_has_its_stripe_session",
                condition=~Q(state__in=["open", "processing", "complete"])
                | Q(method__in=["cash", "gift"])
                | Q(session_id__isnull=False),
            ),
            models.CheckConstraint(
                name="payment_method_is_known", condition=Q(method__in=["card", "cash", "gift"])
            ),
            models.CheckConstraint(
                name="cash_is_complete_and_names_who_took_it",
                condition=Q(method="card", taken_by__isnull=True)
                | Q(
                    method="cash",
                    state="complete",
                    session_id__isnull=True,
                    payment_intent_id__isnull=True,
                    paid_order_at__isnull=False,
                    taken_by__isnull=False,
                )
                | Q(
                    method="gift",
                    state="complete",
                    session_id__isnull=True,
                    payment_intent_id__isnull=True,
                    paid_order_at__isnull=False,
                    taken_by__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="only_a_complete_payment_attempt_pays",
                condition=Q(paid_order_at__isnull=True) | Q(state="complete"),
            ),
        ]
        indexes = [
            models.Index(
                name="payment_attempts_to_poll",
                fields=["poll_at"],
                condition=Q(state__in=["creating", "open", "processing"]),
            )
        ]

    def __str__(self) -> str:
        """Return what staff see of it in a list."""
        return f"{self.uid} ({self.state})"

    @property
    def is_cash(self) -> bool:
        """Return whether the money is in our till, so that Stripe knows nothing of it."""
        return self.method == self.Method.CASH

    @property
    def is_live(self) -> bool:
        """Return whether money may still come by this attempt."""
        return self.state in self.LIVE

    @property
    def idempotency_key(self) -> str:
        """Return the key under which Stripe creates its session at most once."""
        return f"cs:{self.uid}"
