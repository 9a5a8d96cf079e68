"""Differences between the books and the world outside, until somebody explains them."""

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import FirmTrigger, changed, refuse, refuse_truncate

FACTS = ("id", "kind", "reference", "found_at", "is_blocking")


class DiscrepancyQuerySet(models.QuerySet["Discrepancy"]):
    """Differences, asked for by what still waits."""

    def open(self) -> Any:
        """Return those that nobody has resolved and that are still there."""
        return self.filter(closed_at__isnull=True)


class Discrepancy(models.Model):
    """Something that does not agree: one open row per kind and reference, however often found.

    While one that `is_blocking` is open, no money leaves.
    """

    class Ending(models.TextChoices):
        """Why a row is closed."""

        RESOLVED = "resolved", _("explained by a person")
        GONE = "gone", _("no longer found")

    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=200, blank=True)
    words = models.TextField()
    amount_minor = models.BigIntegerField()
    is_blocking = models.BooleanField()
    found_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    owner = models.CharField(max_length=100, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=100, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    resolution = models.CharField(max_length=200, blank=True)

    objects = DiscrepancyQuerySet.as_manager()

    class Meta:
        verbose_name = _("discrepancy")
        verbose_name_plural = _("discrepancies")
        ordering = ("-pk",)
        permissions = [
            ("own_discrepancy", "Can take a discrepancy on"),
            ("resolve_discrepancy", "Can resolve a discrepancy"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="discrepancy_is_open_once",
                fields=["kind", "reference"],
                condition=Q(closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="closed_discrepancy_says_by_whom_and_why",
                condition=Q(closed_at__isnull=True, closed_by="", ending="", resolution="")
                | Q(closed_at__isnull=False, ending__in=("resolved", "gone"))
                & ~Q(closed_by="")
                & ~Q(resolution=""),
            ),
        ]
        triggers = [
            FirmTrigger(
                name="discrepancy_keeps_what_was_found",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.closed_at IS NOT NULL OR {changed(*FACTS)}"),
                func=refuse(
                    "discrepancy_keeps_what_was_found", "What was found, or is closed, is final."
                ),
            ),
            FirmTrigger(
                name="discrepancy_is_never_deleted",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=refuse("discrepancy_is_never_deleted", "A discrepancy is never deleted."),
            ),
            refuse_truncate(table="discrepancy"),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.kind}: {self.reference}".rstrip(": ")
