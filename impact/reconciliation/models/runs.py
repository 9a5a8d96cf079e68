"""Comparisons of the books with the world outside."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import keep_rows


class ReconciliationRun(models.Model):
    """One comparison: what was imported, found and closed, and the figures of that moment.

    Written once, when the run is over. Figures are cents; None where nobody could know.
    """

    class State(models.TextChoices):
        """How far the run came."""

        COMPLETE = "complete", _("complete")
        PARTIAL = "partial", _("without Stripe")

    actor = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State)
    words = models.TextField(blank=True)
    """Why the run is not complete."""
    ran_at = models.DateTimeField()
    imported_count = models.PositiveIntegerField()
    found_count = models.PositiveIntegerField()
    closed_count = models.PositiveIntegerField()
    open_count = models.PositiveIntegerField()
    stripe_books_minor = models.BigIntegerField()
    stripe_minor = models.BigIntegerField(null=True, blank=True)
    bank_minor = models.BigIntegerField()
    trust_minor = models.BigIntegerField()
    parts = models.JSONField()
    """The trust liabilities and the clearing accounts one by one, in cents."""

    class Meta:
        verbose_name = _("reconciliation run")
        verbose_name_plural = _("reconciliation runs")
        ordering = ("-pk",)
        permissions = [("start_reconciliationrun", "Can compare the books with Stripe now")]
        constraints = [
            models.CheckConstraint(
                name="run_that_is_not_complete_says_why",
                condition=Q(state="complete") | ~Q(words=""),
            )
        ]
        indexes = [models.Index(name="reconciliation_run_by_moment", fields=["ran_at"])]
        triggers = keep_rows(table="reconciliation_run")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.pk}"

    @property
    def cover_minor(self) -> int:
        """What Stripe and the bank hold beyond all that is held in trust; never below zero."""
        return self.stripe_books_minor + self.bank_minor - self.trust_minor
