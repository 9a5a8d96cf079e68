"""Corrections: an entry is undone by one person's proposal and another's approval."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from impact.books import digests
from impact.books.models.ledger import Entry
from impact.books.triggers import FirmTrigger, changed, count_rows, refuse, refuse_truncate


class Correction(models.Model):
    """A proposal to reverse an entry, and what became of it."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="corrections")
    reason = models.CharField(max_length=200)
    proposed_by = models.CharField(max_length=100)
    proposed_at = models.DateTimeField()
    approved_by = models.CharField(max_length=100, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    made = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="made_by_corrections"
    )
    rejected_by = models.CharField(max_length=100, blank=True)
    rejected_at = models.DateTimeField(null=True, blank=True)
    rejection_reason = models.CharField(max_length=200, blank=True)
    digest = models.BinaryField(max_length=32, default=b"", editable=False)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                name="entry_has_one_correction_at_a_time",
                fields=["entry"],
                condition=Q(rejected_at__isnull=True),
            ),
            models.CheckConstraint(
                name="correction_is_proposed_by_somebody_for_a_reason",
                condition=~Q(proposed_by="") & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="correction_is_approved_by_another",
                condition=Q(approved_by="") | ~Q(approved_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="approved_correction_names_who_when_and_its_entry",
                condition=Q(approved_by="", approved_at__isnull=True, made__isnull=True)
                | (~Q(approved_by="") & Q(approved_at__isnull=False, made__isnull=False)),
            ),
            models.CheckConstraint(
                name="rejected_correction_names_who_when_and_why",
                condition=Q(rejected_by="", rejected_at__isnull=True, rejection_reason="")
                | (~Q(rejected_by="") & ~Q(rejection_reason="") & Q(rejected_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="correction_is_not_both_approved_and_rejected",
                condition=Q(approved_at__isnull=True) | Q(rejected_at__isnull=True),
            ),
        ]
        triggers = [
            digests.stamp(table="correction", fields=digests.CORRECTION),
            count_rows(table="correction"),
            FirmTrigger(
                name="correction_is_decided_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.approved_at IS NOT NULL OR OLD.rejected_at IS NOT NULL OR "
                    + changed("id", "entry_id", "reason", "proposed_by", "proposed_at")
                    + ")"
                ),
                func=refuse(
                    "correction_is_decided_once",
                    "A decided correction is final, and no proposal changes its content.",
                ),
            ),
            FirmTrigger(
                name="correction_is_never_deleted",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=refuse(
                    "correction_is_never_deleted", "A correction is rejected, never deleted."
                ),
            ),
            refuse_truncate(table="correction"),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.entry_id}"
