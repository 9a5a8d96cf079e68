"""Halts, and the tally of the rows that are too few to be missed by their sums."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from impact.books import digests, guards
from impact.books.triggers import FirmTrigger, count_rows, refuse, refuse_truncate


class Tally(models.Model):
    """How many rows of a table were ever written; what is deleted there is missed here."""

    name = models.CharField(max_length=40, primary_key=True)
    rows = models.BigIntegerField()

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        triggers = [
            FirmTrigger(
                name="tally_is_written_by_guards_only",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("pg_catalog.pg_trigger_depth() = 0"),
                func=refuse("tally_is_written_by_guards_only", "Tallies are kept by guards only."),
            ),
            refuse_truncate(table="tally"),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.name


class Halt(models.Model):
    """A reason why no money may leave and public figures stand under review.

    Raised by a failed proof or an open difference; lifted by a person, who says why.
    """

    cause = models.CharField(max_length=40)
    words = models.TextField()
    raised_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=100, blank=True)
    lifting_reason = models.CharField(max_length=200, blank=True)
    digest = models.BinaryField(max_length=32, default=b"", editable=False)

    class Meta:
        verbose_name = _("halt")
        verbose_name_plural = _("halts")
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                name="one_open_halt_per_cause",
                fields=["cause"],
                condition=Q(lifted_at__isnull=True),
            ),
            models.CheckConstraint(
                name="halt_is_lifted_by_somebody_for_a_reason",
                condition=Q(lifted_at__isnull=True) | (~Q(lifted_by="") & ~Q(lifting_reason="")),
            ),
        ]
        triggers = [
            digests.stamp(table="halt", fields=digests.HALT),
            count_rows(table="halt"),
            guards.KEEP_HALT,
            guards.LIFT_HALT_ONCE,
            refuse_truncate(table="halt"),
        ]

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.cause
