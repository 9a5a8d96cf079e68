"""The rules of paying, version by version, where the database can read them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import keep_rows


class PayoutRule(models.Model):
    """One version of the settings that the guards go by; the latest row holds."""

    second_approver_minor = models.PositiveBigIntegerField()
    cool_off_hours = models.PositiveIntegerField()
    screening_days = models.PositiveIntegerField()
    proof_days = models.PositiveIntegerField()
    country_rules = models.JSONField()
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = _("payout rule")
        verbose_name_plural = _("payout rules")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="payout_rules_stay_within_reason",
                condition=Q(
                    second_approver_minor__lte=1_000_000,
                    cool_off_hours__lte=720,
                    screening_days__gte=1,
                    screening_days__lte=730,
                    proof_days__gte=1,
                    proof_days__lte=365,
                ),
            )
        ]
        triggers = keep_rows(table="payout_rule")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"v{self.pk}"
