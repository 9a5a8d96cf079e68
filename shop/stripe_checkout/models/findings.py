"""What people must look at: tasks for staff, and alarms that count."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StaffTask(models.Model):
    """Something only a person can decide, about one reference, open until someone closes it."""

    class Kind(models.TextChoices):
        """What is the matter."""

        AMOUNT_DIFFERS = "amount_differs", _("Paid amount differs from the order's total")
        CURRENCY_DIFFERS = "currency_differs", _("Paid in another currency")
        LIVEMODE_DIFFERS = "livemode_differs", _("Test money on a live order, or the reverse")
        PAID_TWICE = "paid_twice", _("Paid twice; the second payment goes back")
        LATE_PAYMENT = "late_payment", _("Paid after the order was cancelled; money goes back")
        EXTERNAL_REFUND = "external_refund", _("Refunded in Stripe; say which lines")
        REFUND_FAILED = "refund_failed", _("A refund failed")
        FRAUD_WARNING = "fraud_warning", _("Early fraud warning; a refund now avoids a dispute")
        SESSION_WITHOUT_ORDER = "session_without_order", _("Paid session without an order")
        EVENT_GIVEN_UP = "event_given_up", _("A Stripe event could not be handled")

    kind = models.CharField(max_length=24, choices=Kind.choices)
    reference = models.CharField(max_length=255)
    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, null=True, blank=True, related_name="staff_tasks"
    )
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = _("staff task")
        verbose_name_plural = _("staff tasks")
        constraints = [
            models.UniqueConstraint(
                name="one_open_staff_task_per_matter",
                fields=["kind", "reference"],
                condition=Q(done_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        """Return what staff see of it in a list."""
        return f"{self.get_kind_display()}: {self.reference}"


class Alarm(models.Model):
    """Something the machinery noticed, counted per kind and reference; red until cleared."""

    class Kind(models.TextChoices):
        """What was noticed."""

        FOUND_BY_POLLER = "found_by_poller", _("Payment found by the poller, not by a webhook")
        MISSED_EVENT = "missed_event", _("Event found in Stripe's list, not by a webhook")
        BAD_SIGNATURE = "bad_signature", _("Webhook with a bad signature")
        OTHER_API_VERSION = "other_api_version", _("Event in another API version")
        KEY_MISMATCH = "key_mismatch", _("Same idempotency key with other parameters")
        KEY_REVOKED = "key_revoked", _("Stripe refuses our key")
        CARD_TESTING = "card_testing", _("Many cards were tried on one payment")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    reference = models.CharField(max_length=255)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-last_at"]
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        constraints = [
            models.UniqueConstraint(name="one_alarm_per_matter", fields=["kind", "reference"])
        ]

    def __str__(self) -> str:
        """Return what staff see of it in a list."""
        return f"{self.get_kind_display()}: {self.reference} × {self.times}"
