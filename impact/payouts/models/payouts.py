"""Payouts: released money on its way to a provider."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from impact.books.models import Entry
from impact.payouts.guards import payouts as guards
from impact.payouts.models.draws import Attachment, DrawRequest, ForeignMoney
from impact.payouts.models.providers import TrainingProvider
from nomi.platform.people import is_staff


class Payout(ForeignMoney):
    """One payment: making the row is releasing it, with the hold in the books.

    It moves forward only. A time-out leaves it as it is; only evidence settles or voids it.
    """

    class State(models.TextChoices):
        """Where the money is."""

        HELD = "held", _("set aside, to send")
        SUBMITTED = "submitted", _("sent, not yet seen leaving")
        SETTLED = "settled", _("paid, waits for proof")
        COMPLETED = "completed", _("completed")
        VOIDED = "voided", _("voided: nothing left")
        RETURNED = "returned", _("came back")

    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    draw = models.OneToOneField(DrawRequest, on_delete=models.PROTECT, related_name="payout")
    rail = models.CharField(max_length=16, choices=TrainingProvider.Rail)
    amount_minor = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    released_by = models.CharField(max_length=100)
    released_at = models.DateTimeField()
    release_reason = models.CharField(max_length=200)
    hold_entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="+")
    resolving_entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, related_name="+"
    )
    """The entry that settled or voided the hold."""
    return_entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, null=True, related_name="+"
    )
    batch_uid = models.UUIDField(null=True, blank=True)
    external_reference = models.CharField(max_length=200, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    paid_minor = models.BigIntegerField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    proof = models.ForeignKey(Attachment, on_delete=models.PROTECT, null=True, related_name="+")
    proof_overdue_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(name="payout_uid_is_unique", fields=["uid"]),
            models.CheckConstraint(
                name="payout_is_released_by_a_person_for_a_reason",
                condition=is_staff("released_by") & ~Q(release_reason=""),
            ),
            models.CheckConstraint(
                name="payout_state_is_known",
                condition=Q(
                    state__in=(
                        "held",
                        "submitted",
                        "settled",
                        "completed",
                        "voided",
                        "returned",
                    )
                ),
            ),
            models.CheckConstraint(
                name="sent_payout_has_its_moment",
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="paid_payout_has_its_evidence",
                condition=~Q(state__in=("settled", "completed", "returned"))
                | Q(paid_minor__gte=0, settled_at__isnull=False) & ~Q(external_reference=""),
            ),
            models.CheckConstraint(
                name="completed_payout_has_its_proof",
                condition=~Q(state="completed")
                | Q(proof__isnull=False, completed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="payout_to_send",
                fields=["rail", "next_try_at"],
                condition=Q(state="held"),
            ),
            models.Index(
                name="payout_without_proof",
                fields=["settled_at"],
                condition=Q(state="settled"),
            ),
        ]
        triggers = guards.PAYOUT_GUARDS

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.reference

    @property
    def reference(self) -> str:
        """What the books know the payment by."""
        return f"payout:{self.uid}"
