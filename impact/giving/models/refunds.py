"""Gifts that went back, whole or in part."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import FirmTrigger, changed, refuse, refuse_truncate
from impact.giving.models.gifts import Gift

ASKED = ("uid", "gift_id", "kind", "amount_minor", "requested_by", "reason")


class GiftRefund(models.Model):
    """One return of money to a donor: asked for by staff, made at Stripe, or taken by a bank."""

    class Kind(models.TextChoices):
        """Who took it back."""

        REFUND = "refund", _("refund")
        DISPUTE = "dispute", _("taken by the donor's bank")

    class State(models.TextChoices):
        """Where it stands."""

        REQUESTED = "requested", _("asked for")
        DONE = "done", _("gone back")
        FAILED = "failed", _("refused by Stripe")
        UNDONE = "undone", _("came back to us")

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    gift = models.ForeignKey(Gift, on_delete=models.PROTECT, related_name="refunds")
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.REFUND)
    state = models.CharField(max_length=9, choices=State, default=State.REQUESTED)
    amount_minor = models.BigIntegerField()
    fund_minor = models.BigIntegerField(default=0)
    """The part that the fund, or the reserve, gave back; the rest was the card fee covered."""
    is_absorbed_by_reserve = models.BooleanField(default=False)
    stripe_id = models.CharField(max_length=255, null=True, blank=True)  # noqa: DJ001 - unique
    requested_by = models.CharField(max_length=100)
    reason = models.CharField(max_length=200)
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("refund of a gift")
        verbose_name_plural = _("refunds of gifts")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(name="gift_refund_uid_is_unique", fields=["uid"]),
            models.UniqueConstraint(name="gift_refund_is_known_once", fields=["stripe_id"]),
            models.UniqueConstraint(
                name="one_refund_of_a_gift_is_under_way",
                fields=["gift"],
                condition=Q(state="requested"),
            ),
            models.CheckConstraint(
                name="gift_refund_has_an_amount_and_a_reason",
                condition=Q(amount_minor__gte=1, fund_minor__gte=0)
                & Q(fund_minor__lte=F("amount_minor"))
                & ~Q(reason=""),
            ),
        ]
        triggers = [
            FirmTrigger(
                name="gift_refund_stays_as_asked",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"({changed(*ASKED)} OR (OLD.state <> 'requested' AND (NEW.fund_minor <>"
                    " OLD.fund_minor OR NEW.is_absorbed_by_reserve <>"
                    " OLD.is_absorbed_by_reserve)))"
                ),
                func=refuse("gift_refund_stays_as_asked", "A refund is not changed afterwards."),
            ),
            FirmTrigger(
                name="gift_refund_is_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=refuse("gift_refund_is_kept", "A refund is never deleted."),
            ),
            refuse_truncate(table="gift_refund"),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.gift_id}/{self.pk}"
