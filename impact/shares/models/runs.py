"""Maturity and allocation runs: what they took in, and what they decided."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from impact.books.triggers import keep_rows
from impact.shares.models.policies import AllocationPolicy


class MaturityRun(models.Model):
    """One pass over the shares whose return window has passed."""

    ran_at = models.DateTimeField()
    line_count = models.PositiveIntegerField()
    fund_minor = models.BigIntegerField()

    class Meta:
        verbose_name = _("maturity run")
        verbose_name_plural = _("maturity runs")
        triggers = keep_rows(table="maturity_run")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.pk}"


class AllocationRun(models.Model):
    """One distribution of the fund's available money over its active accounts."""

    policy = models.ForeignKey(AllocationPolicy, on_delete=models.PROTECT, related_name="+")
    fund = models.CharField(max_length=60)
    ran_at = models.DateTimeField()
    matured_through = models.ForeignKey(
        MaturityRun, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    total_minor = models.BigIntegerField()
    account_count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("allocation run")
        verbose_name_plural = _("allocation runs")
        constraints = [
            models.CheckConstraint(
                name="allocation_gives_something_to_somebody",
                condition=Q(total_minor__gt=0, account_count__gt=0),
            )
        ]
        triggers = keep_rows(table="allocation_run")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.pk}"


class Allocation(models.Model):
    """One account's part of a run, with the inputs that decided it."""

    run = models.ForeignKey(AllocationRun, on_delete=models.PROTECT, related_name="parts")
    account_code = models.CharField(max_length=12)
    weight = models.PositiveIntegerField(default=1)
    lifetime_before_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        constraints = [
            models.UniqueConstraint(
                name="account_is_credited_once_per_run", fields=["run", "account_code"]
            ),
            models.CheckConstraint(
                name="allocated_amount_is_not_negative", condition=Q(amount_minor__gte=0)
            ),
        ]
        triggers = keep_rows(table="allocation")

    def __str__(self) -> str:
        """Name the row for staff."""
        return f"{self.run_id}/{self.account_code}"
