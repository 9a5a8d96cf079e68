"""Who took books out of the store, what of them, and why."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import keep_rows


class Export(models.Model):
    """Somebody took books out as a file; the row is committed before its first byte is read."""

    class What(models.TextChoices):
        """Which file it was."""

        BOOKS = "books", _("the books")
        STATEMENT = "statement", _("an account's statement")
        TRIAL_BALANCE = "trial_balance", _("the trial balance")

    what = models.CharField(_("what"), max_length=20, choices=What)
    about = models.CharField(_("which part"), max_length=300, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    taken_by = models.CharField(max_length=100)
    taken_at = models.DateTimeField(_("taken at"))

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ("-pk",)
        permissions = (("take_export", "Can take books out of the store as a file"),)
        constraints = [
            models.CheckConstraint(
                name="export_is_known",
                condition=Q(what__in=("books", "statement", "trial_balance")),
            ),
            models.CheckConstraint(
                name="export_is_taken_by_somebody_for_a_reason",
                condition=~Q(taken_by="") & ~Q(reason=""),
            ),
        ]
        triggers = keep_rows(table="export")

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.get_what_display()
