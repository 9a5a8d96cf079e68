"""What people and the machinery did, line by line."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import keep_rows
from impact.payouts.models.draws import DrawRequest
from impact.payouts.models.providers import TrainingProvider

PAPER_TAKEN = "paper taken"
"""What a step is called by which somebody took a paper out."""


class Fact(models.Model):
    """One step in the life of a provider or of a draw and its payout; never a woman's name."""

    provider = models.ForeignKey(
        TrainingProvider, on_delete=models.PROTECT, null=True, related_name="facts"
    )
    draw = models.ForeignKey(DrawRequest, on_delete=models.PROTECT, null=True, related_name="facts")
    what = models.CharField(max_length=60)
    words = models.CharField(max_length=500, blank=True)
    actor = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("time line")
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                name="fact_is_about_a_provider_or_a_draw",
                condition=Q(provider__isnull=False, draw__isnull=True)
                | Q(provider__isnull=True, draw__isnull=False),
            )
        ]
        triggers = keep_rows(table="payout_fact")

    def __str__(self) -> str:
        """Name the row for staff."""
        return self.what
