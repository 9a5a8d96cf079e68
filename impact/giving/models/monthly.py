"""Gifts that come again each month."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from impact.books.triggers import FirmTrigger, refuse
from impact.giving.models.donors import LARGEST_MINOR, SMALLEST_MINOR, Donation


class MonthlyGift(Donation):
    """A promise to give each month, as it stands at Stripe; every payment is a gift of its own."""

    class State(models.TextChoices):
        """Where it stands."""

        PLACED = "placed", _("waits for its first payment")
        ACTIVE = "active", pgettext_lazy("monthly gift", "active")
        PAST_DUE = "past_due", _("card refused")
        PAUSED = "paused", _("paused")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("never begun")

    RUNNING = (State.ACTIVE, State.PAST_DUE, State.PAUSED)
    ENDED = (State.CANCELLED, State.FAILED)

    state = models.CharField(max_length=10, choices=State, default=State.PLACED)
    customer_id = models.CharField(max_length=255, blank=True)
    subscription_id = models.CharField(max_length=255, null=True, blank=True)  # noqa: DJ001 - unique
    next_on = models.DateField(_("next payment"), null=True, blank=True)
    open_invoice_id = models.CharField(max_length=255, blank=True)
    """The invoice whose card was refused and that still waits."""
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("monthly gift")
        verbose_name_plural = _("monthly gifts")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(name="monthly_gift_number_is_unique", fields=["number"]),
            models.UniqueConstraint(name="monthly_gift_has_one_session", fields=["session_id"]),
            models.UniqueConstraint(
                name="subscription_is_one_monthly_gift", fields=["subscription_id"]
            ),
            models.UniqueConstraint(name="form_is_one_monthly_gift", fields=["form_key"]),
            models.CheckConstraint(
                name="monthly_gift_is_within_reason",
                condition=Q(amount_minor__gte=SMALLEST_MINOR, amount_minor__lte=LARGEST_MINOR)
                & Q(fee_covered_minor__gte=0, currency="USD"),
            ),
            models.CheckConstraint(
                name="monthly_gift_that_runs_has_a_subscription",
                condition=Q(state__in=("placed", "failed")) | Q(subscription_id__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="monthly_gift_of_a_customer", fields=["customer_id"]),
            models.Index(name="monthly_gift_of_an_address", fields=["donor_email"]),
        ]
        triggers = [
            FirmTrigger(
                name="ended_monthly_gift_stays_ended",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.state = 'cancelled' AND NEW.state <> 'cancelled')"
                ),
                func=refuse(
                    "ended_monthly_gift_stays_ended", "A monthly gift that has ended stays so."
                ),
            ),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.number
