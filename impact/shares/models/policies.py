"""Share and allocation policies, version by version."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import keep_rows


class SharePolicy(models.Model):
    """One version of the rule that says which part of a markup is the share."""

    version = models.PositiveIntegerField(primary_key=True)
    share_basis_points = models.PositiveIntegerField()
    reserve_basis_points = models.PositiveIntegerField()
    effective_on = models.DateField()
    text = models.TextField()

    class Meta:
        verbose_name = _("share policy")
        verbose_name_plural = _("share policies")
        ordering = ("version",)
        constraints = [
            models.CheckConstraint(
                name="share_policy_rates_are_parts_of_a_whole",
                condition=Q(share_basis_points__lte=10_000, reserve_basis_points__lte=10_000),
            )
        ]
        triggers = keep_rows(table="share_policy")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"v{self.version}"


class AllocationPolicy(models.Model):
    """One version of the rule by which a fund credits accounts."""

    version = models.PositiveIntegerField(primary_key=True)
    effective_on = models.DateField()
    text = models.TextField()

    class Meta:
        verbose_name = _("allocation policy")
        verbose_name_plural = _("allocation policies")
        ordering = ("version",)
        triggers = keep_rows(table="allocation_policy")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"v{self.version}"
